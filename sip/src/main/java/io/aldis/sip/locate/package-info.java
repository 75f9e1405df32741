/**
 * Server location: the rules of SIP (RFC 3263), those for {@code im:} addresses (RFC 3861), and the order of SRV records (RFC 2782), as
 * functions over the interface {@link io.aldis.sip.locate.Dns}. No sockets; clock and randomness are parameters.
 *
 * <p>Uses: {@code io.aldis.sip}. Start reading at {@link io.aldis.sip.locate.Locator}; {@link io.aldis.sip.locate.Setbacks} records
 * which of its hops failed lately.
 */
@NullMarked
package io.aldis.sip.locate;

import org.jspecify.annotations.NullMarked;
