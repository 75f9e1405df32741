/**
 * Reading and writing messages as bytes (RFC 3261 §7, §18.3): from a datagram or out of a stream, and a request or response
 * that is passed on with nothing changed but what a proxy must change.
 *
 * <p>Who may come in: {@code net} and whoever relays. Whom this room uses: the vocabulary of {@code io.aldis.sip}.
 * Start reading at {@link io.aldis.sip.wire.MessageReader}, then {@link io.aldis.sip.wire.StreamCutter} and
 * {@link io.aldis.sip.wire.Forwarding}.
 */
@NullMarked
package io.aldis.sip.wire;

import org.jspecify.annotations.NullMarked;
