package io.aldis.lab.visits;

import io.aldis.net.Listen;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.server.Account;
import io.aldis.server.MailStores;
import io.aldis.server.RateLimits;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.server.runtime.MemoryMail;
import io.aldis.server.runtime.MemoryStore;
import io.aldis.server.runtime.Server;
import io.aldis.server.runtime.Stores;
import io.aldis.sip.Aor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server with mailboxes relays one MESSAGE of an authenticated user to one device, over UDP; {@link Visits} counts from the MESSAGE with
 * credentials to its copy at the device. Loaded by {@link Instrumented}.
 */
public final class OneMessage implements Runnable {
    private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]*)\"");

    private InetSocketAddress server = new InetSocketAddress(0);

    @Override
    public void run() {
        var store = new MemoryStore();
        var mail = new MemoryMail();
        for (String user : List.of("alice", "bob"))
            store.put(new Account(new Aor(user, "example.com"), Map.of("MD5", md5(user + ":example.com:" + user))));
        try (var aldis = Server.start(
                        ServerSettings.of(List.of("example.com"))
                                .with(ServerSettings::rateLimits)
                                .by(it -> it.with(RateLimits::delay).of(Duration.ofMinutes(1))), // classes load slowly
                        EndpointSettings.of(List.of(Listen.parse("udp:127.0.0.1:0"))),
                        new Stores(store, store, store, Optional.of(new MailStores(mail, mail))),
                        ServerEvents.NONE);
                var alice = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
                var bob = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            server = aldis.bound().getFirst().address();
            String register = request(bob, "REGISTER", "sip:example.com", "bob", 1) + "Contact: <sip:bob@127.0.0.1:"
                    + bob.getLocalPort() + ">\r\n";
            say(bob, proven(register, said(bob, register), "REGISTER", "sip:example.com", "bob"));
            expect("SIP/2.0 200", heard(bob));
            String message = request(alice, "MESSAGE", "sip:bob@example.com", "alice", 1);
            String challenge = said(alice, message);
            String proven = proven(message, challenge, "MESSAGE", "sip:bob@example.com", "alice");
            Visits.begin();
            say(alice, proven);
            String relayed = heard(bob);
            Visits.end();
            expect("MESSAGE sip:bob@127.0.0.1", relayed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String request(DatagramSocket from, String method, String uri, String user, int sequence) {
        String own = "127.0.0.1:" + from.getLocalPort();
        return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + own + ";branch=z9hG4bK" + method + "\r\n"
                + "Max-Forwards: 70\r\nFrom: <sip:" + user + "@example.com>;tag=1\r\nTo: <"
                + (method.equals("REGISTER") ? "sip:bob@example.com" : uri) + ">\r\nCall-ID: " + method + "@" + own
                + "\r\nCSeq: " + sequence + " " + method + "\r\nContent-Length: 0\r\n";
    }

    private String said(DatagramSocket from, String request) throws IOException {
        say(from, request);
        return heard(from);
    }

    private static String proven(String request, String challenge, String method, String uri, String user) {
        Matcher nonce = NONCE.matcher(challenge);
        if (!nonce.find()) throw new AssertionError("expected a challenge but was " + challenge);
        String ha1 = md5(user + ":example.com:" + user);
        String response = md5(ha1 + ":" + nonce.group(1) + ":00000001:c:auth:" + md5(method + ":" + uri));
        return request.replace("CSeq: 1", "CSeq: 2").replace(";branch=z9hG4bK", ";branch=z9hG4bK2")
                + (method.equals("REGISTER") ? "" : "Proxy-") + "Authorization: Digest username=\"" + user
                + "\", realm=\"example.com\", nonce=\"" + nonce.group(1) + "\", uri=\"" + uri
                + "\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"c\", response=\"" + response + "\"\r\n";
    }

    private void say(DatagramSocket from, String request) throws IOException {
        byte[] bytes = (request + "\r\n").getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(bytes, bytes.length, server));
    }

    private static String heard(DatagramSocket at) throws IOException {
        at.setSoTimeout(20_000);
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        at.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private static void expect(String start, String heard) {
        if (!heard.startsWith(start)) throw new AssertionError("expected " + start + " but was " + heard);
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
