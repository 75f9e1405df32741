package io.aldis.sip.wire;

import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import java.util.Optional;

/** Result of reading the bytes of one datagram, or of one frame of a stream. */
public sealed interface Reading {
    /** A message that meets {@link MessageRules}. Headers that these do not cover are parsed only when they are used. */
    record Parsed(SipMessage message) implements Reading {}

    /** Nothing but CRLF or NUL octets: a keep-alive (RFC 5626 §3.5.1). */
    record KeepAlive() implements Reading {}

    /**
     * Not a valid message.
     *
     * @param status for the response: 400, 505 or 513 with a reason that says what is wrong
     * @param answerable the request, when it can be answered: its top Via is valid. From, To, Call-ID and CSeq may be malformed or
     *     missing
     */
    record Malformed(Status status, Optional<SipRequest> answerable) implements Reading {}
}
