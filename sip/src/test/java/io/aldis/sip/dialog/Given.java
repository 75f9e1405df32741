package io.aldis.sip.dialog;

import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.nio.charset.StandardCharsets;

/** A call from Alice to Bob by two proxies, as text (after RFC 3261 §24.2). */
final class Given {
    private static final MessageReader READER = new MessageReader(Limits.DEFAULT);

    static final String LOOSE = "<sip:p2.biloxi.com;lr;mark=2>, <sip:p1.atlanta.com;lr>";

    private Given() {}

    /** As it comes to Bob. @param more header lines, each with its line end */
    static SipRequest invite(String more) {
        return request("INVITE", 5, "<sip:bob@biloxi.com>", more);
    }

    /** A request from Alice inside her call. */
    static SipRequest fromAlice(String method, long cseq, String more) {
        return request(method, cseq, "<sip:bob@biloxi.com>;tag=b", more);
    }

    private static SipRequest request(String method, long cseq, String to, String more) {
        return (SipRequest)
                read("""
                %s sip:bob@192.0.2.4 SIP/2.0
                Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK%s
                Max-Forwards: 68
                From: "A" <sip:alice@atlanta.com>;tag=a
                To: %s
                Call-ID: call-1
                CSeq: %d %s
                %s
                """.formatted(method, cseq, to, cseq, method, more)).message();
    }

    /** What comes back to Alice. @param more header lines, each with its line end */
    static SipResponse answer(int code, String toTag, String more) {
        return (SipResponse) read("""
                SIP/2.0 %d Whatever
                Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK5
                From: "A" <sip:alice@atlanta.com>;tag=a
                To: <sip:bob@biloxi.com>%s
                Call-ID: call-1
                CSeq: 5 INVITE
                %s
                """.formatted(code, toTag.isEmpty() ? "" : ";tag=" + toTag, more))
                .message();
    }

    private static Reading.Parsed read(String text) {
        byte[] bytes = text.replaceAll("\n+$", "\n\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        if (READER.read(bytes) instanceof Reading.Parsed parsed) return parsed;
        throw new AssertionError("Expected a message but was " + text);
    }

    static Dialog formed(Formation formation) {
        return switch (formation) {
            case Formation.Formed(var dialog) -> dialog;
            case Formation.Unusable(var sentence) -> throw new AssertionError(sentence);
        };
    }
}
