package io.aldis.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A phone on UDP that registers, repeats what is not answered, and answers a challenge once (RFC 3261 §10, §22; RFC 7616). */
final class DigestPhone implements AutoCloseable {
    private static final int TRIES = 40;
    private static final int PAUSE = 500; // T1, in milliseconds

    private final DatagramSocket socket;
    private final int server;

    DigestPhone(int server) {
        this.server = server;
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(PAUSE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param user of example.com @return the status of the final answer, after the challenge */
    int register(String user, String password) {
        String callId = user + '-' + ThreadLocalRandom.current().nextLong();
        String first = ask(user, callId, 1, "");
        if (status(first) != 401) return status(first);
        return status(ask(user, callId, 2, authorization(user, password, first)));
    }

    private String ask(String user, String callId, int cseq, String authorization) {
        String branch =
                "z9hG4bK" + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
        String request = """
            REGISTER sip:example.com SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=%s
            Max-Forwards: 70
            From: <sip:%s@example.com>;tag=f
            To: <sip:%s@example.com>
            Call-ID: %s
            CSeq: %d REGISTER
            Contact: <sip:%s@127.0.0.1:%d>
            %sContent-Length: 0

            """.formatted(
                socket.getLocalPort(), branch, user, user, callId, cseq, user, socket.getLocalPort(), authorization);
        byte[] bytes = request.replace("\n", "\r\n").getBytes(UTF_8);
        try {
            for (int i = 0; i < TRIES; i++) {
                socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), server));
                String answer = await(branch);
                if (!answer.isEmpty()) return answer;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no answer to " + request);
    }

    /** The final answer to that transaction; empty when none comes in time. */
    private String await(String branch) throws IOException {
        try {
            while (true) {
                String text = receive();
                if (text.startsWith("SIP/2.0 ") && text.contains(branch) && status(text) >= 200) return text;
            }
        } catch (SocketTimeoutException _) {
            return "";
        }
    }

    /** A MESSAGE that arrives within that many milliseconds. It is not answered. */
    Optional<String> message(int within) {
        long end = System.nanoTime() + within * 1_000_000L;
        try {
            for (long left = within; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                socket.setSoTimeout((int) left);
                String text = receive();
                if (text.startsWith("MESSAGE ")) return Optional.of(text);
            }
            return Optional.empty();
        } catch (SocketTimeoutException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            usualPatience();
        }
    }

    /** Drops what has arrived and was not read. */
    void forgetArrived() {
        try {
            socket.setSoTimeout(1);
            while (true) receive();
        } catch (SocketTimeoutException _) {
            usualPatience();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void usualPatience() {
        try {
            socket.setSoTimeout(PAUSE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String receive() throws IOException {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(8, 11));
    }

    private static String authorization(String user, String password, String challenge) {
        String nonce = directive(challenge, "nonce");
        String uri = "sip:example.com";
        String realm = "example.com";
        String ha1 = md5(user + ':' + realm + ':' + password);
        String response = md5(ha1 + ':' + nonce + ":00000001:c:auth:" + md5("REGISTER:" + uri));
        return """
            Authorization: Digest username="%s", realm="%s", nonce="%s", uri="%s", response="%s", \
            algorithm=MD5, qop=auth, nc=00000001, cnonce="c"
            """.formatted(user, realm, nonce, uri, response);
    }

    private static String directive(String challenge, String name) {
        Matcher found = Pattern.compile("[ ,]" + name + "=\"([^\"]*)\"").matcher(challenge);
        if (!found.find()) throw new AssertionError("no " + name + " in " + challenge);
        return found.group(1);
    }

    static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
