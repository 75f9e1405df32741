package io.aldis.sip.locate;

import io.aldis.sip.SipUri;
import java.util.random.RandomGenerator;

/**
 * Finds the next hops for an address. Blocks during DNS queries, so it must not run on an event loop. Thread-safe when its {@link Dns}
 * and its random are. A result is for one transaction and its retransmissions (RFC 3263 §4); the next transaction asks again.
 */
public final class Locator {
    private final Dns dns;
    private final Transports transports;
    private final RandomGenerator random;

    /** @param random for the weights of SRV records; need not be secret */
    public Locator(Dns dns, Transports transports, RandomGenerator random) {
        this.dns = dns;
        this.transports = transports;
        this.random = random;
    }

    /** The next hops for a sip: or sips: URI (RFC 3263 §4). */
    public Location locate(SipUri uri) {
        return new Search(dns, transports, random, uri.host()).uri(uri);
    }

    /**
     * The next hops for messages to a domain (RFC 3861), from its {@code _im._sip} SRV records. A domain without such records is located as
     * {@code sip:domain}; one whose record says that there is no such service has no next hop.
     *
     * @param domain fully qualified
     */
    public Location inboxes(String domain) {
        return new Search(dns, transports, random, domain).inboxes(domain);
    }
}
