/**
 * Sockets, floor 2: the vocabulary that the transports share. Netty lives in this module and nowhere else.
 *
 * <p>Who may come in: {@code agent} and {@code server}, who see {@link io.aldis.net.Flow}, {@link io.aldis.net.Listen} and
 * {@code io.aldis.net.endpoint.SipEndpoint}. Thread law: one event loop owns an endpoint, its flows and its transactions.
 * Start reading at {@code SipEndpoint}.
 */
@NullMarked
package io.aldis.net;

import org.jspecify.annotations.NullMarked;
