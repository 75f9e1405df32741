/**
 * Calls in which messages can be sent (RFC 3261 §12 to §15, RFC 3428 §4): {@link io.aldis.agent.call.Calls} finds the call of a request,
 * {@link io.aldis.agent.call.CallSession} is one call, {@link io.aldis.agent.call.OutgoingInvite} places one and
 * {@link io.aldis.agent.call.IncomingInvite} is one that rings here. Media are the application's. Knows {@code io.aldis.agent}, {@code
 * io.aldis.agent.account}, {@code io.aldis.agent.send} and {@code io.aldis.agent.receive}. Classes belong to the event loop unless they say
 * otherwise.
 */
@NullMarked
package io.aldis.agent.call;

import org.jspecify.annotations.NullMarked;
