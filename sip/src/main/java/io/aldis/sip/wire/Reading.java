package io.aldis.sip.wire;

import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import java.util.Optional;

/** What the bytes of one datagram, or one frame out of a stream, turned out to be. */
public sealed interface Reading {
    /** A message that keeps the grammar where somebody will look at it. */
    record Parsed(SipMessage message) implements Reading {}

    /** Nothing but CRLF or NUL octets: a keep-alive (RFC 5626 §3.5.1). */
    record KeepAlive() implements Reading {}

    /**
     * Not a message.
     *
     * @param status what a peer may hear: 400, 505 or 513 with a reason that says what is wrong
     * @param answerable the request, when there is enough of it for an answer: it has Via, From, To, Call-ID and CSeq lines, but
     *     any of them except the top Via may be the very thing that is wrong
     */
    record Malformed(Status status, Optional<SipRequest> answerable) implements Reading {}
}
