/**
 * Ground floor, the vocabulary: SIP messages and their parts as immutable values over bytes (RFC 3261 §7, §19, §20, §25).
 *
 * <p>Who may come in: everybody. Whom this package may use: the JDK only, and none of its own rooms.
 * Start reading at {@link io.aldis.sip.SipMessage}, then {@link io.aldis.sip.Headers}.
 */
@NullMarked
package io.aldis.sip;

import org.jspecify.annotations.NullMarked;
