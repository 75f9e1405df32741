package io.aldis.net.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The other side of a WebSocket, made of a plain socket and octets, so that it can do what no good client does. */
final class WebPeer implements AutoCloseable {
    static final int MORE = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final byte[] MASK = {1, 2, 3, 4};

    /** Of RFC 6455 §1.3, without its last line. */
    static final String HANDSHAKE = """
            GET /anything?x=y HTTP/1.1
            Host: example.org
            Upgrade: websocket
            Connection: keep-alive, Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Protocol: chat, sip
            Sec-WebSocket-Version: 13
            """;

    record Frame(int opcode, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** The status of a close frame. */
        int status() {
            return ByteBuffer.wrap(bytes).getShort();
        }
    }

    final Socket socket;
    private final DataInputStream in;

    private WebPeer(Socket socket) {
        try {
            this.socket = socket;
            socket.setSoTimeout((int) Station.PATIENCE * 1000);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection that has said nothing. */
    static WebPeer to(InetSocketAddress address) {
        try {
            return new WebPeer(new Socket(address.getAddress(), address.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that is through with its handshake. */
    static WebPeer open(InetSocketAddress address) {
        return to(address).upgraded();
    }

    static WebPeer over(Socket socket) {
        return new WebPeer(socket).upgraded();
    }

    private WebPeer upgraded() {
        request(HANDSHAKE);
        String answer = head();
        if (!answer.startsWith("HTTP/1.1 101 ")) throw new AssertionError("expected 101 but was " + answer);
        return this;
    }

    void request(String lines) {
        raw((lines + "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    void raw(byte... octets) {
        try {
            socket.getOutputStream().write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head of an HTTP answer. */
    String head() {
        try {
            var head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) head.write(in.readUnsignedByte());
            return head.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that comes until the server ends the connection in good order. */
    String untilEnd() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void text(String message) {
        raw(frame(TEXT, true, message.getBytes(StandardCharsets.UTF_8)));
    }

    void binary(byte... message) {
        raw(frame(BINARY, true, message));
    }

    void send(int opcode, boolean last, byte... bytes) {
        raw(frame(opcode, last, bytes));
    }

    /** A masked frame (RFC 6455 §5.2). */
    static byte[] frame(int opcode, boolean last, byte... bytes) {
        byte[] head = head(opcode, last, bytes.length, true);
        byte[] frame = Arrays.copyOf(head, head.length + MASK.length + bytes.length);
        System.arraycopy(MASK, 0, frame, head.length, MASK.length);
        for (int i = 0; i < bytes.length; i++)
            frame[head.length + MASK.length + i] = (byte) (bytes[i] ^ MASK[i % MASK.length]);
        return frame;
    }

    static byte[] head(int opcode, boolean last, long length, boolean masked) {
        var head = ByteBuffer.allocate(10).put((byte) (opcode | (last ? FINAL : 0)));
        int bit = masked ? 0x80 : 0;
        if (length < 126) head.put((byte) (length | bit));
        else if (length < 65536) head.put((byte) (126 | bit)).putShort((short) length);
        else head.put((byte) (127 | bit)).putLong(length);
        return Arrays.copyOf(head.array(), head.position());
    }

    /** The next frame of the server: whole and not masked. */
    Frame next() {
        try {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if ((first & 0xF0) != FINAL || (length & 0x80) != 0) throw new AssertionError("a frame begins " + first);
            if (length == 126) length = in.readUnsignedShort();
            else if (length == 127) length = (int) in.readLong();
            return new Frame(first & 0x0F, in.readNBytes(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next one, which has that opcode. */
    Frame next(int opcode) {
        Frame frame = next();
        if (frame.opcode() != opcode) throw new AssertionError("expected " + opcode + " but was " + frame);
        return frame;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
