package io.aldis.lab;

import io.aldis.store.sql.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A baresip: a real phone, steered over its control port. */
final class Baresip implements AutoCloseable {
    private final Running process;
    private final int control;

    private Baresip(Running process, int control) {
        this.process = process;
        this.control = control;
    }

    /** Starts one that registers and does not wait for the answer. */
    static Baresip start(Path folder, String user, String password, String transport, int port, String contact) {
        return start(folder, user, password, transport, port, contact, "");
    }

    /** One that takes calls at once. */
    static Baresip startAnswering(
            Path folder, String user, String password, String transport, int port, String contact) {
        return start(folder, user, password, transport, port, contact, ";answermode=auto");
    }

    private static Baresip start(
            Path folder, String user, String password, String transport, int port, String contact, String more) {
        Path program = Peers.need("baresip");
        int control = FreePort.any();
        write(folder, "config", """
                sip_listen 127.0.0.1:0
                module_path /usr/lib/baresip/modules
                audio_player aubridge,nobody
                audio_source aubridge,nobody
                module g711.so
                module aubridge.so
                module_app account.so
                module_app contact.so
                module_app menu.so
                module_app stdio.so
                module_app ctrl_tcp.so
                ctrl_tcp_listen 127.0.0.1:%d
                """.formatted(control));
        write(folder, "accounts", """
                <sip:%s@example.com;transport=%s>;auth_user=%s;auth_pass=%s;outbound="sip:127.0.0.1:%d;transport=%s";regint=60%s
                """.formatted(user, transport, user, password, port, transport, more));
        write(folder, "contacts", "\"Peer\" <sip:" + contact + "@example.com>\n");
        var process =
                Running.start("baresip " + user, folder, List.of(program.toString(), "-v", "-f", folder.toString()));
        return new Baresip(process, control);
    }

    private static void write(Path folder, String name, String text) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError("cannot write " + name, e);
        }
    }

    Running process() {
        return process;
    }

    Baresip registered() {
        process.await("200 OK (Aldis)");
        return this;
    }

    /** It tries the same password more than ten times at once, which is more than the server puts up with. */
    void refused() {
        process.await(
                line -> line.contains("401") || line.contains("503 Too many wrong passwords"),
                "401, or 503 Too many wrong passwords");
    }

    /** Sends a text to the one contact that it has. */
    void send(String text) {
        command("contact_next", "");
        command("message", text);
    }

    void dial(String user) {
        command("dial", "sip:" + user + "@example.com");
    }

    void hangUp() {
        command("hangup", "");
    }

    /** Waits until it says that. */
    void says(String text) {
        process.await(text);
    }

    String saidSoFar() {
        return process.said();
    }

    /** Waits until it shows a text that begins so: SIPp ends its bodies with a line break. */
    void showsFirst(String text) {
        process.await("\"" + text);
    }

    /** Waits until it shows this text. */
    void shows(String text) {
        process.await("\"" + text + "\"");
    }

    /** A netstring with JSON, as its module ctrl_tcp reads it. */
    private void command(String command, String parameters) {
        byte[] json = "{\"command\":\"%s\",\"params\":\"%s\",\"token\":\"t\"}"
                .formatted(command, parameters)
                .getBytes(StandardCharsets.UTF_8);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), control)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write((json.length + ":").getBytes(StandardCharsets.US_ASCII));
            out.write(json);
            out.write(',');
            out.flush();
            String said = response(socket.getInputStream());
            if (!said.contains("\"ok\":true")) throw new AssertionError("baresip " + command + ": " + said);
        } catch (IOException e) {
            throw new AssertionError("baresip's control port: " + process.said(), e);
        }
    }

    /** What it answers; events of calls may come before. */
    private static String response(InputStream in) throws IOException {
        String said = netstring(in);
        while (!said.contains("\"response\":true")) said = netstring(in);
        return said;
    }

    private static String netstring(InputStream in) throws IOException {
        int length = 0;
        for (int octet = in.read(); octet != ':'; octet = in.read()) {
            if (octet < '0' || octet > '9')
                throw new IOException("expected the length of a netstring but got " + octet);
            length = length * 10 + octet - '0';
        }
        byte[] text = in.readNBytes(length + 1); // with the comma behind it
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.close();
    }
}
