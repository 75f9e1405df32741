package io.aldis.server;

import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.nio.charset.StandardCharsets;

/** Messages read from text, for tests without sockets. */
public final class Requests {
    private static final MessageReader READER = new MessageReader(Limits.DEFAULT);

    private Requests() {}

    /** @param lines more header lines, each with its line end */
    public static SipRequest request(String method, String uri, String lines) {
        return request(method, uri, lines, "c@example.com", 7);
    }

    static SipRequest request(String method, String uri, String lines, String callId, int cseq) {
        String text = """
            %s %s SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK1
            From: <sip:alice@example.com>;tag=f
            To: <sip:bob@example.com>;tag=t
            Call-ID: %s
            CSeq: %d %s
            %sContent-Length: 0

            """.formatted(method, uri, callId, cseq, method, lines);
        if (read(text) instanceof Reading.Parsed(SipRequest request)) return request;
        throw new AssertionError(text);
    }

    /** @param lines more header lines, each with its line end */
    public static SipResponse response(int code, String lines) {
        String text = """
            SIP/2.0 %d Whatever
            Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK2, SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1
            From: <sip:alice@example.com>;tag=f
            To: <sip:bob@example.com>;tag=t
            Call-ID: c@example.com
            CSeq: 7 MESSAGE
            %sContent-Length: 0

            """.formatted(code, lines);
        if (read(text) instanceof Reading.Parsed(SipResponse response)) return response;
        throw new AssertionError(text);
    }

    private static Reading read(String text) {
        return READER.read(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
