package io.aldis.sip.locate;

import io.aldis.sip.SipUri;
import java.util.random.RandomGenerator;

/**
 * Finds the next hops for an address. Waits as long as the DNS does: for threads that may. Safe for as many threads as its {@link Dns}
 * and its random are. What it finds holds for one transaction, its repetitions included (RFC 3263 §4); the next asks again.
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
     * The next hops for the inboxes of a domain (RFC 3861): those that its {@code _im._sip} records name. A domain that has none is its own
     * next hop, and is located as {@code sip:domain}; one that says there is no such service has none.
     *
     * @param domain fully qualified
     */
    public Location inboxes(String domain) {
        return new Search(dns, transports, random, domain).inboxes(domain);
    }
}
