/**
 * SIP over WebSocket (RFC 7118): handshake, frames and pings of RFC 6455. Connections and TLS are those of {@code io.aldis.net.stream}, into
 * whose pipelines this package puts its handlers.
 *
 * <p>May be used by {@code io.aldis.net.endpoint}. Start reading at {@link io.aldis.net.web.WebCarrier}.
 */
@NullMarked
package io.aldis.net.web;

import org.jspecify.annotations.NullMarked;
