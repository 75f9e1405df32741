/**
 * SIP over WebSocket (RFC 7118): the handshake of RFC 6455, its frames, and whether the peer is there. Connections and TLS are
 * those of the streams, into whose pipeline this room puts its handlers.
 *
 * <p>Who may come in: {@code io.aldis.net.endpoint}. Start reading at {@link io.aldis.net.web.WebCarrier}.
 */
@NullMarked
package io.aldis.net.web;

import org.jspecify.annotations.NullMarked;
