/**
 * SIP messages and their parts as immutable values over bytes (RFC 3261 §7, §19, §20, §25). Every other package and module builds on it.
 *
 * <p>Uses: the JDK only, and none of its subpackages. Start reading at {@link io.aldis.sip.SipMessage}, then
 * {@link io.aldis.sip.Headers}.
 */
@NullMarked
package io.aldis.sip;

import org.jspecify.annotations.NullMarked;
