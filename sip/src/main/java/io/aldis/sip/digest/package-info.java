/**
 * Digest authentication, both sides of it, as functions over text (RFC 3261 §22, RFC 7616, RFC 8760; clients of RFC 2069
 * and RFC 2617 are understood). No sockets, no clock and no randomness of its own: these are handed in.
 *
 * <p>Who may come in: whoever challenges requests or answers challenges. Whom this room uses: the vocabulary of
 * {@code io.aldis.sip}. Start reading at {@link io.aldis.sip.digest.Verification} for the server's side, at
 * {@link io.aldis.sip.digest.Session} for the client's; {@link io.aldis.sip.digest.Credentials} and
 * {@link io.aldis.sip.digest.Challenge} are what travels between them.
 */
@NullMarked
package io.aldis.sip.digest;

import org.jspecify.annotations.NullMarked;
