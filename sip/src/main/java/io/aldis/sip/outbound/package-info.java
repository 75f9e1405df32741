/**
 * A device's side of flows and of addresses of its own (RFC 5626 §4, RFC 5627 §4), as values and one pure machine: what a registrar has
 * granted, when to show life, and when a flow has failed. No sockets, no timers: time and chance are handed in.
 *
 * <p>Who may come in: {@code agent}; the server's side of it is in the rooms of {@code server}. Whom this package may use: {@code sip}.
 * For one thread each. Start reading at {@link io.aldis.sip.outbound.Heartbeat}.
 */
@NullMarked
package io.aldis.sip.outbound;

import org.jspecify.annotations.NullMarked;
