/**
 * Digest authentication of client and server, as functions over text (RFC 3261 §22, RFC 7616, RFC 8760; clients of RFC 2069
 * and RFC 2617 are understood). No sockets; clock and randomness are parameters.
 *
 * <p>Uses: {@code io.aldis.sip}. Start reading at {@link io.aldis.sip.digest.Verification} for the server's side, at
 * {@link io.aldis.sip.digest.Session} for the client's; they exchange {@link io.aldis.sip.digest.Challenge} and
 * {@link io.aldis.sip.digest.Credentials}.
 */
@NullMarked
package io.aldis.sip.digest;

import org.jspecify.annotations.NullMarked;
