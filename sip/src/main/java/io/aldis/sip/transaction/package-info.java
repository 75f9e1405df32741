/**
 * Transactions (RFC 3261 §17, with RFC 6026 and RFC 4320): the four state machines as pure tables, and the matching, timers and
 * memory that drive them. No sockets, no clock: bytes leave by a {@link io.aldis.sip.transaction.Wire}, time is handed in.
 *
 * <p>Thread law: one thread owns a {@link io.aldis.sip.transaction.Transactions} and everything that hangs on it.
 * Who may come in: {@code net}, {@code agent}, {@code server}. Start reading at the machines ({@code NonInviteClient}, …), then
 * {@link io.aldis.sip.transaction.Transactions}.
 */
@NullMarked
package io.aldis.sip.transaction;

import org.jspecify.annotations.NullMarked;
