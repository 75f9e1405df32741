package io.aldis.sip.wire;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Via;

/** Writes received and rport into the top Via of a received request (RFC 3261 §18.2.1, RFC 3581 §4). */
public final class Stamp {
    private Stamp() {}

    /**
     * The request with {@code received}, when the source address is not the sent-by host or the Via has {@code rport}, and with the
     * port in {@code rport} when the Via has it; the same object when nothing changes. All other bytes stay.
     *
     * @param host the source address in numeric form; IPv6 without brackets
     * @param port the source port
     */
    public static SipRequest received(SipRequest request, String host, int port) {
        Via via = request.topVia();
        Via noted = via.receivedFrom(host, port);
        return noted.equals(via) ? request : withParameters(request, noted);
    }

    /** With other parameters in the top Via; the value before its first semicolon is copied byte for byte. */
    static SipRequest withParameters(SipRequest request, Via via) {
        Headers headers = request.headers();
        int line = headers.first(HeaderName.VIA);
        int from = headers.valueStart(line);
        int to = Octets.firstValueEnd(request.bytes(), from, headers.valueEnd(line));
        while (from < to && request.bytes()[from] != ';') from++;
        return edited(request, from, to, via, via.parameters().toString());
    }

    /** With another top Via value; further values on the same line stay. */
    static SipRequest withTopVia(SipRequest request, Via via) {
        Headers headers = request.headers();
        int line = headers.first(HeaderName.VIA);
        int from = headers.valueStart(line);
        int to = Octets.firstValueEnd(request.bytes(), from, headers.valueEnd(line));
        return edited(request, from, to, via, via.toString());
    }

    private static SipRequest edited(SipRequest request, int from, int to, Via via, String text) {
        int length = request.bytes().length;
        byte[] edited = new OctetBuilder(length + text.length() - (to - from))
                .copy(request.bytes(), 0, from)
                .text(text)
                .copy(request.bytes(), to, length)
                .toBytes();
        int delta = edited.length - length;
        Headers headers = request.headers().shifted(edited, from, to, to - from + delta);
        return request.withTopVia(via, edited, headers, request.bodyStart() + delta);
    }
}
