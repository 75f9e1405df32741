/**
 * Dialogs (RFC 3261 §12) as immutable values: the state that two user agents share during a call, and the rules by which requests
 * inside it are made, checked and matched. No sockets and no timers.
 *
 * <p>Used by: {@code agent}; a proxy keeps no dialogs. Uses: {@code io.aldis.sip}. Safe for every thread. Start reading at
 * {@link io.aldis.sip.dialog.Dialog}.
 */
@NullMarked
package io.aldis.sip.dialog;

import org.jspecify.annotations.NullMarked;
