package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.nio.charset.StandardCharsets;

/** Messages for tests, written as text blocks. */
final class Given {
    private static final MessageReader READER = new MessageReader(Limits.DEFAULT);

    static final String MESSAGE = """
            MESSAGE sip:user2@domain.com SIP/2.0
            Via: SIP/2.0/UDP user1pc.domain.com;branch=z9hG4bK776sgdkse;received=192.0.2.1
            Max-Forwards: 70
            From: sip:user1@domain.com;tag=49583
            To: sip:user2@domain.com
            Call-ID: asd88asd77a@1.2.3.4
            CSeq: 1 MESSAGE
            Content-Type: text/plain
            Content-Length: 18

            Watson, come here.""";

    /** The INVITE of RFC 3261 §17.1.1.3, on its way through a proxy. */
    static final String INVITE = """
            INVITE sip:bob@biloxi.com SIP/2.0
            Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bKkjshdyff
            Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKfirst
            Route: <sip:p1.biloxi.com;lr>
            Route: <sip:p2.biloxi.com;lr>
            To: Bob <sip:bob@biloxi.com>
            From: Alice <sip:alice@atlanta.com>;tag=88sja8x
            Max-Forwards: 69
            Require: 100rel
            Call-ID: 987asjd97y7atg
            CSeq: 986759 INVITE
            """;

    private Given() {}

    static SipRequest request(String text) {
        return (SipRequest) parsed(text);
    }

    static SipResponse response(String text) {
        return (SipResponse) parsed(text);
    }

    private static Object parsed(String text) {
        String whole = (text.contains("\n\n") ? text : text + "\n").replace("\n", "\r\n");
        Reading reading = READER.read(whole.getBytes(StandardCharsets.UTF_8));
        if (reading instanceof Reading.Parsed(var message)) return message;
        throw new AssertionError("not a message: " + reading + "\n" + text);
    }

    /** The ACK or CANCEL that the sender of an INVITE makes of it. */
    static SipRequest followUp(String invite, String method) {
        return request(invite.replaceFirst("^INVITE", method).replaceFirst("(?m)^(CSeq: \\d+) INVITE", "$1 " + method));
    }
}
