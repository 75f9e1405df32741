/**
 * The DNS client behind {@code io.aldis.sip.locate.Dns}. No other package uses dnsjava.
 *
 * <p>May be used by {@code io.aldis.net.endpoint}. Everything here blocks: call it on virtual threads. Start reading at
 * {@link io.aldis.net.dns.NameServers}; {@link io.aldis.net.dns.CachedDns} is the cache in front of it.
 */
@NullMarked
package io.aldis.net.dns;

import org.jspecify.annotations.NullMarked;
