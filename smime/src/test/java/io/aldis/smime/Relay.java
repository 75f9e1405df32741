package io.aldis.smime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A hop on TCP between two agents, which hears everything and may change it. It passes whole messages on, as text of octets. */
final class Relay implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *(\\d+)");

    private final ServerSocket door = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final UnaryOperator<String> change;
    private final int next;

    /** @param next the port that all goes to */
    Relay(int next, UnaryOperator<String> change) throws IOException {
        this.next = next;
        this.change = change;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** All messages in both directions, as they came. */
    List<String> heard() {
        return heard;
    }

    String heard(String start) {
        return heard.stream().filter(text -> text.startsWith(start)).findFirst().orElseThrow();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = door.accept();
                var far = new Socket(door.getInetAddress(), next);
                Thread.startVirtualThread(() -> pump(near, far));
                Thread.startVirtualThread(() -> pump(far, near));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            while (true) {
                String message = message(in);
                heard.add(message);
                to.getOutputStream().write(change.apply(message).getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException _) {
            // one side has closed
        }
    }

    private static String message(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) throw new IOException("closed");
            bytes.write(octet);
        }
        var length = LENGTH.matcher(bytes.toString(StandardCharsets.ISO_8859_1));
        if (length.find()) bytes.writeBytes(in.readNBytes(Integer.parseInt(length.group(1))));
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
