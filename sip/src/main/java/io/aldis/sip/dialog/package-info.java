/**
 * Dialogs (RFC 3261 §12) as a value: what two user agents share for as long as a call lasts, and the rules by which requests inside
 * of it are made, checked and told apart. No sockets, no timers, no state but in the values.
 *
 * <p>Who may come in: {@code agent}; a proxy keeps no dialogs. Whom this package may use: {@code sip}. All of it is immutable and safe
 * for every thread. Start reading at {@link io.aldis.sip.dialog.Dialog}.
 */
@NullMarked
package io.aldis.sip.dialog;

import org.jspecify.annotations.NullMarked;
