/**
 * Transactions (RFC 3261 §17, with RFC 6026 and RFC 4320): the four state machines as pure functions, and their matching, timers and
 * memory. No sockets and no clock: a {@link io.aldis.sip.transaction.Wire} sends the bytes, times are parameters.
 *
 * <p>Threads: one thread owns a {@link io.aldis.sip.transaction.Transactions} and all its objects.
 * Used by: {@code net}, {@code agent}, {@code server}. Start reading at the state machines ({@code NonInviteClient}, …), then
 * {@link io.aldis.sip.transaction.Transactions}.
 */
@NullMarked
package io.aldis.sip.transaction;

import org.jspecify.annotations.NullMarked;
