package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.store.sql.FreePort;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign phones exchange messages through {@code aldis serve} with digest authentication. */
class RealPhonesTest {
    private static final String TEXT = "你好, Grüße 🙂 und tschüß";

    @TempDir
    Path folder;

    private AldisCommand aldis() {
        var aldis = new AldisCommand(folder);
        aldis.addUser("alice", "wonderland");
        aldis.addUser("bob", "builder");
        return aldis;
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void baresipSendsToBaresip(String transport) {
        try (var server = aldis().serve();
                var alice =
                        baresip("alice", "wonderland", transport, server, "bob").registered();
                var bob = baresip("bob", "builder", transport, server, "alice").registered()) {
            alice.send(TEXT);
            bob.shows(TEXT);
            bob.send("and back");
            alice.shows("and back");
        }
    }

    @Test
    void sipsakSendsToBaresip() throws IOException {
        Path sipsak = Peers.need("sipsak");
        try (var server = aldis().serve();
                var bob = baresip("bob", "builder", "udp", server, "alice").registered()) {
            Files.writeString(folder.resolve("message.sip"), """
                    MESSAGE sip:bob@example.com SIP/2.0
                    From: <sip:alice@example.com>;tag=sipsak1
                    To: <sip:bob@example.com>
                    Call-ID: sipsak-1@localhost
                    CSeq: 1 MESSAGE
                    Max-Forwards: 70
                    Content-Type: text/plain
                    Content-Length: 11

                    from sipsak""".replace("\n", "\r\n"));
            var sent = Running.start(
                    "sipsak",
                    folder,
                    List.of(
                            sipsak.toString(),
                            "-vv",
                            "-f",
                            "message.sip",
                            "-s",
                            "sip:127.0.0.1:" + server.udp(),
                            "-u",
                            "alice",
                            "-a",
                            "wonderland"));
            assertThat(sent.exit()).as(sent::said).isZero();
            bob.shows("from sipsak");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void sippSendsToBaresip(String transport) {
        try (var server = aldis().serve();
                var bob = baresip("bob", "builder", transport, server, "alice").registered()) {
            sipp(transport, server)
                    .play(
                            "send",
                            Map.of("user", "alice", "password", "wonderland", "peer", "bob", "text", "from SIPp"));
            bob.showsFirst("from SIPp");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void baresipSendsToAldisListen(String transport) {
        AldisCommand aldis = aldis();
        try (var server = aldis.serve();
                var listen = listening(aldis, server, transport);
                var alice =
                        baresip("alice", "wonderland", transport, server, "bob").registered()) {
            alice.send(TEXT);
            listen.await(TEXT);
        }
    }

    private Running listening(AldisCommand aldis, AldisCommand.Server server, String transport) {
        var listen = aldis.run(
                "listen",
                "sip:bob@example.com",
                "--server",
                "127.0.0.1:" + server.port(transport) + ";transport=" + transport,
                "--password-stdin",
                "--json");
        listen.type("builder\n");
        listen.await("registered");
        return listen;
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void aldisSendSendsToSipp(String transport) throws IOException {
        AldisCommand aldis = aldis();
        try (var server = aldis.serve()) {
            int port = FreePort.any();
            Sipp sipp = sipp(transport, server);
            try (var phone = sipp.start("receive", port, Map.of("text", "from aldis send"))) {
                sipp.register("bob", "builder", port);
                var sent = send(aldis, server, transport, "wonderland", "from aldis send");
                assertThat(sent.exit()).as(sent::said).isZero();
                sipp.ended(phone);
            }
        }
    }

    private Running send(
            AldisCommand aldis, AldisCommand.Server server, String transport, String password, String... what) {
        var arguments = new java.util.ArrayList<>(List.of(
                "send",
                "--from",
                "sip:alice@example.com",
                "--to",
                "sip:bob@example.com",
                "--password-stdin",
                "--server",
                "127.0.0.1:" + server.port(transport) + ";transport=" + transport));
        arguments.addAll(List.of(what));
        return aldis.run(arguments.toArray(String[]::new)).type(password + "\n");
    }

    @Test
    void wrongPasswordIsRefused() {
        AldisCommand aldis = aldis();
        try (var server = aldis.serve();
                var mallory = baresip("bob", "guessed", "udp", server, "alice")) {
            mallory.refused();
            var sent = send(aldis, server, "udp", "guessed", "hello");
            assertThat(sent.exit()).as(sent::said).isEqualTo(1);
        }
    }

    @Test
    void bothDevicesOfAUserGetTheMessage() {
        try (var server = aldis().serve();
                var desk = baresip("bob", "builder", "udp", server, "alice").registered();
                var mobile = Baresip.start(folder.resolve("mobile"), "bob", "builder", "tcp", server.tcp(), "alice")
                        .registered()) {
            sipp("udp", server)
                    .play("send", Map.of("user", "alice", "password", "wonderland", "peer", "bob", "text", "to both"));
            desk.showsFirst("to both");
            mobile.showsFirst("to both");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void bodyOfAllByteValuesArrivesUnchanged(String transport) throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) all[i] = (byte) i;
        Path file = folder.resolve("all.bin");
        Files.write(file, all);
        AldisCommand aldis = aldis();
        try (var server = aldis.serve();
                var listen = listening(aldis, server, transport)) {
            var sent = send(
                    aldis,
                    server,
                    transport,
                    "wonderland",
                    "--file",
                    file.toString(),
                    "--type",
                    "application/octet-stream");
            assertThat(sent.exit()).as(sent::said).isZero();
            String line = listen.await("application/octet-stream");
            Matcher base64 = Pattern.compile("\"([A-Za-z0-9+/=]{300,})\"").matcher(line);
            assertThat(base64.find()).as(line).isTrue();
            assertThat(Base64.getDecoder().decode(base64.group(1))).isEqualTo(all);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void callWithRecordRouteIsAcceptedAndEnded(String transport) {
        call(transport, "call", "answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void callIsCancelled(String transport) {
        call(transport, "cancel", "cancelled");
    }

    private void call(String transport, String caller, String callee) {
        try (var server = aldis().serve()) {
            int port = FreePort.any();
            Sipp sipp = sipp(transport, server);
            try (var phone = sipp.start(callee, port, Map.of("user", "bob"))) {
                sipp.register("bob", "builder", port);
                sipp.play(caller, Map.of("user", "alice", "password", "wonderland", "peer", "bob"));
                sipp.ended(phone);
            }
        }
    }

    @Test
    void accountsAndBindingsSurviveAKill() {
        AldisCommand aldis = aldis();
        int port = FreePort.any();
        int own = FreePort.any();
        String[] there = {"--listen", "udp:127.0.0.1:" + own, "--listen", "tcp:127.0.0.1:" + own};
        try (var server = aldis.serve(there)) {
            sipp("udp", server).register("bob", "builder", port);
            server.process().kill();
        }
        try (var server = aldis.serve(there)) {
            Sipp sipp = sipp("udp", server);
            try (var phone = sipp.start("receive", port, Map.of("text", "after the kill"))) {
                sipp.play(
                        "send",
                        Map.of("user", "alice", "password", "wonderland", "peer", "bob", "text", "after the kill"));
                sipp.ended(phone);
            }
        }
    }

    private Baresip baresip(
            String user, String password, String transport, AldisCommand.Server server, String contact) {
        return Baresip.start(folder.resolve(user), user, password, transport, server.port(transport), contact);
    }

    private Sipp sipp(String transport, AldisCommand.Server server) {
        return new Sipp(folder, transport, server.port(transport));
    }

    @Test
    void repeatedRequestIsDeliveredOnceAndAnsweredTwiceAlike() throws IOException {
        AldisCommand aldis = aldis();
        try (var server = aldis.serve(
                        "--listen", "udp:127.0.0.1:0", "--listen", "tcp:127.0.0.1:0", "--trust", "127.0.0.0/8");
                var bob = baresip("bob", "builder", "udp", server, "alice").registered();
                var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.udp()));
            byte[] message = """
                    MESSAGE sip:bob@example.com SIP/2.0
                    Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKtwice;rport
                    Max-Forwards: 70
                    From: <sip:alice@example.com>;tag=1
                    To: <sip:bob@example.com>
                    Call-ID: twice@localhost
                    CSeq: 1 MESSAGE
                    Content-Type: text/plain
                    Content-Length: 9

                    only once""".replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
            String first = exchange(socket, message);
            String second = exchange(socket, message);
            assertThat(first).startsWith("SIP/2.0 200");
            assertThat(second).isEqualTo(first);
            bob.shows("only once");
            String third = exchange(
                    socket,
                    new String(message, StandardCharsets.UTF_8)
                            .replace("bKtwice", "bKother")
                            .replace("only once", "and ended")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(third).startsWith("SIP/2.0 200");
            bob.shows("and ended");
            assertThat(bob.saidSoFar()).containsOnlyOnce("\"only once\"");
        }
    }

    private static String exchange(DatagramSocket socket, byte[] message) throws IOException {
        socket.send(new java.net.DatagramPacket(message, message.length));
        var answer = new java.net.DatagramPacket(new byte[65_535], 65_535);
        socket.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    }
}
