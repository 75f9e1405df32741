package io.aldis.sip.transaction;

import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;

/**
 * A request from the wire.
 *
 * @param asReceived the request with the octets that were received
 * @param request the same with {@code received} and {@code rport} in its top Via
 * @param origin the connection that it came in on
 * @param back where its answers go
 * @param <C> a connection
 */
public record Received<C extends Wire>(SipRequest asReceived, SipRequest request, C origin, Wire back) {
    /** A request whose top Via needed no change. */
    public Received(SipRequest request, C origin, Wire back) {
        this(request, request, origin, back);
    }

    /**
     * The octets that are the same in each retransmission: those received, from whatever source address (RFC 3261 §17.2.3). For REGISTER
     * with the source address in the Via: its binding belongs to the address or connection that it came from, so that a copy from another
     * one is a new request.
     */
    byte[] identity() {
        return (request.method().equals(Method.REGISTER) ? request : asReceived).bytes();
    }
}
