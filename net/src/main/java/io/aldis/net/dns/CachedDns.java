package io.aldis.net.dns;

import io.aldis.sip.locate.Dns;
import java.net.InetAddress;
import java.time.InstantSource;

/** A cache in front of another {@link Dns}: keeps answers for their TTL, and asks each question once at a time. Safe for every thread. */
public final class CachedDns implements Dns {
    private final Dns behind;
    private final DnsCache<Naptr> naptr;
    private final DnsCache<Srv> srv;
    private final DnsCache<InetAddress> addresses;
    private final DnsCache<String> aliases;

    public CachedDns(Dns behind, InstantSource clock) {
        this.behind = behind;
        naptr = new DnsCache<>(clock);
        srv = new DnsCache<>(clock);
        addresses = new DnsCache<>(clock);
        aliases = new DnsCache<>(clock);
    }

    @Override
    public Answer<Naptr> naptr(String name) {
        return naptr.answer(name, behind::naptr);
    }

    @Override
    public Answer<Srv> srv(String name) {
        return srv.answer(name, behind::srv);
    }

    @Override
    public Answer<InetAddress> addresses(String name) {
        return addresses.answer(name, behind::addresses);
    }

    @Override
    public Answer<String> alias(String name) {
        return aliases.answer(name, behind::alias);
    }
}
