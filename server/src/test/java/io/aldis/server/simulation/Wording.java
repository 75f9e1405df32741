package io.aldis.server.simulation;

import io.aldis.server.MailboxSettings;
import io.aldis.server.Quota;
import io.aldis.server.ServerSettings;
import io.aldis.sip.SipRequest;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What the requests of a {@link World} look like, and the settings of its server. */
final class Wording {
    static final MessageReader READER = new MessageReader(new Limits(1 << 20, 1 << 16, 128, 8192, 70));
    static final ServerSettings ROOMY = settings(1000);
    /** A mailbox that is full soon. */
    static final ServerSettings NARROW = settings(Promises.NARROW);

    private static ServerSettings settings(int quota) {
        return ServerSettings.of(List.of("example.com"))
                .with(ServerSettings::mailbox)
                .of(quick(MailboxSettings.DEFAULT, quota));
    }

    private static MailboxSettings quick(MailboxSettings it, int quota) {
        return it.with(MailboxSettings::quota)
                .of(new Quota(quota, it.quota().bytes(), quota, quota))
                .with(MailboxSettings::retry)
                .of(Duration.ofSeconds(5))
                .with(MailboxSettings::slowest)
                .of(Duration.ofSeconds(40));
    }

    private int requests;

    static SipRequest read(byte[] bytes) {
        if (READER.read(bytes) instanceof Reading.Parsed(SipRequest request)) return request;
        throw new IllegalStateException("unreadable: " + new String(bytes, StandardCharsets.ISO_8859_1));
    }

    static int number(byte[] message) {
        String text = new String(message, 0, Math.min(message.length, 400), StandardCharsets.US_ASCII);
        int at = text.indexOf("Call-ID: m") + "Call-ID: m".length();
        return Integer.parseInt(text.substring(at, text.indexOf('\r', at)));
    }

    static Message.Kind kind(int choice) {
        int part = choice % 100;
        if (part < 12) return Message.Kind.EXPIRES;
        if (part < 15) return Message.Kind.MOMENTARY;
        if (part < 16) return Message.Kind.LARGE;
        if (part < 20) return Message.Kind.NEVER_ANSWERED;
        return part < 24 ? Message.Kind.ALWAYS_500 : Message.Kind.PLAIN;
    }

    SipRequest register(Phone phone, String lines) {
        String agent = "User-Agent: Phone" + phone.number + "\r\n";
        return request("REGISTER", "bob", phone.callId(), ++phone.cseq, lines + agent, "");
    }

    SipRequest request(String method, String user, String callId, int cseq, String lines, String body) {
        String to = method.equals("REGISTER") ? "sip:example.com" : "sip:bob@example.com";
        String text = method + ' ' + to + " SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKs" + ++requests
                + "\r\nFrom: <sip:" + user + "@example.com>;tag=f\r\nTo: <sip:bob@example.com>\r\nCall-ID: " + callId
                + "\r\nCSeq: "
                + cseq + ' ' + method + "\r\n" + lines + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        return read(text.getBytes(StandardCharsets.US_ASCII));
    }
}
