/**
 * Where a request goes: the SIP location rules (RFC 3263), those for {@code im:} addresses (RFC 3861), and the order of SRV records
 * (RFC 2782), as functions over a {@link io.aldis.sip.locate.Dns} port. No sockets, no clock and no randomness of its own: these are
 * handed in.
 *
 * <p>Who may come in: whoever sends requests, and whoever looks names up for him. Whom this room uses: the vocabulary of
 * {@code io.aldis.sip}. Start reading at {@link io.aldis.sip.locate.Locator}; {@link io.aldis.sip.locate.Setbacks} remembers which
 * of the hops that it found are better left alone for a while.
 */
@NullMarked
package io.aldis.sip.locate;

import org.jspecify.annotations.NullMarked;
