/**
 * The DNS, as the location rules of {@code io.aldis.sip.locate} ask it: dnsjava lives here and nowhere else.
 *
 * <p>Who may come in: {@code io.aldis.net.endpoint}. Everything here waits: for virtual threads. Start reading at
 * {@link io.aldis.net.dns.NameServers}; {@link io.aldis.net.dns.CachedDns} stands before it.
 */
@NullMarked
package io.aldis.net.dns;

import org.jspecify.annotations.NullMarked;
