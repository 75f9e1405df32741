package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;

/**
 * A request from the wire.
 *
 * @param request its top Via is stamped already
 * @param origin the connection that it came in on
 * @param back where its answers go
 * @param <C> a connection
 */
public record Received<C extends Wire>(SipRequest request, C origin, Wire back) {}
