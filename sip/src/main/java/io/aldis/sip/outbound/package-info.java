/**
 * The client's side of SIP Outbound and GRUU (RFC 5626 §4, RFC 5627 §4), as values and one state machine: what a registrar has granted,
 * when to send keep-alives, and when a flow has failed. No sockets and no timers; time and randomness are parameters.
 *
 * <p>Used by: {@code agent}; the server's side is in the module {@code server}. Uses: {@code io.aldis.sip}. Each object is for one
 * thread. Start reading at {@link io.aldis.sip.outbound.Heartbeat}.
 */
@NullMarked
package io.aldis.sip.outbound;

import org.jspecify.annotations.NullMarked;
