/**
 * Sockets: the types that the transports share. No other module uses Netty.
 *
 * <p>May be used by {@code agent} and {@code server}, which use {@link io.aldis.net.Flow}, {@link io.aldis.net.Listen} and
 * {@code io.aldis.net.endpoint.SipEndpoint}. Threads: one event loop owns an endpoint, its flows and its transactions.
 * Start reading at {@code SipEndpoint}.
 */
@NullMarked
package io.aldis.net;

import org.jspecify.annotations.NullMarked;
