package io.aldis.sip.locate;

import io.aldis.sip.HostPort;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One search for the next hops of one address. Holds the hops found so far and the queries made. For one thread. */
final class Search {
    private final Questions dns;
    private final Transports transports;
    private final RandomGenerator random;
    private final Found found = new Found();
    /** The host or domain of the address, without brackets: {@link NextHop#domain}. */
    private final String asked;

    Search(Dns dns, Transports transports, RandomGenerator random, String asked) {
        this.asked = bare(asked);
        this.dns = new Questions(dns);
        this.transports = transports;
        this.random = random;
    }

    // ---- RFC 3263 §4

    Location uri(SipUri uri) {
        return outcome(toward(uri));
    }

    /** Collects the hops. Returns the reason when the URI cannot be located at all. */
    private Optional<String> toward(SipUri uri) {
        boolean secure = uri.secure();
        HostPort target;
        try {
            target = target(uri);
        } catch (SyntaxException e) {
            return Optional.of(e.sentence());
        }
        Optional<String> asked = Transports.asked(uri);
        boolean exact = target.hasPort() || literal(target.bareHost()).isPresent();
        Optional<Transport> one = asked.isPresent()
                ? transports.named(asked.get(), secure)
                : exact ? transports.usual(secure) : Optional.empty();
        if (one.isEmpty()
                && (asked.isPresent() || exact || transports.fit(secure).isEmpty()))
            return Optional.of("no " + asked.orElse(secure ? "tls" : "udp") + " here");
        if (exact) machine(target.host(), target.portOr(one.orElseThrow().defaultPort()), one.orElseThrow());
        else if (one.isPresent()) services(target.host(), List.of(one.get()), one.get());
        else domain(target.host(), secure);
        return Optional.empty();
    }

    /** RFC 3263 §4: TARGET is the maddr parameter if there is one, else the host. */
    private static HostPort target(SipUri uri) {
        String maddr = uri.parameters().getOr("maddr", "");
        return maddr.isEmpty()
                ? uri.hostPort()
                : HostPort.parse(maddr).withPort(uri.hostPort().port());
    }

    /** A name without port and transport: NAPTR, else SRV for each own transport, else the host of that name (RFC 3263 §4.1). */
    private void domain(String name, boolean secure) {
        List<NaptrSelection.Pointer> pointers =
                NaptrSelection.of(dns.naptr(name).orNone(), transports, secure);
        boolean offered = false;
        for (NaptrSelection.Pointer pointer : pointers) offered |= servers(pointer.srv(), pointer.transport());
        if (offered) return;
        Optional<Transport> usual = transports.usual(secure);
        services(
                name,
                transports.fit(secure),
                usual.orElse(transports.fit(secure).getFirst()));
    }

    /** The SRV records of these transports; the host of that name only when there are none (RFC 2782, "Usage rules"). */
    private void services(String name, List<Transport> candidates, Transport otherwise) {
        boolean offered = false;
        for (Transport transport : candidates) offered |= servers(Service.srv(transport, name), transport);
        if (!offered && !dns.unsure()) machine(name, otherwise.defaultPort(), otherwise);
    }

    /** @return whether there are SRV records, even if they yield no hop */
    private boolean servers(String srv, Transport transport) {
        List<Dns.Srv> records = dns.srv(srv).orNone();
        if (isRefusal(records)) dns.refused(srv);
        else
            for (Dns.Srv record : SrvOrder.order(records, random))
                if (found.wants()) machine(record.target(), record.port(), transport);
        return !records.isEmpty();
    }

    /** RFC 2782, "Target": a single record with the root as target means that the service is not available. */
    private static boolean isRefusal(List<Dns.Srv> records) {
        return records.size() == 1 && records.getFirst().target().isEmpty();
    }

    private void machine(String name, int port, Transport transport) {
        if (name.isEmpty() || port == 0) return; // a record that names no host or port is skipped
        Optional<InetAddress> literal = literal(bare(name));
        List<InetAddress> addresses =
                literal.map(List::of).orElseGet(() -> dns.addresses(name).orNone());
        for (InetAddress address : addresses)
            found.add(new NextHop(transport, new InetSocketAddress(address, port), bare(name), asked));
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Optional<InetAddress> literal(String bareHost) {
        try {
            return Optional.of(InetAddress.ofLiteral(bareHost));
        } catch (IllegalArgumentException notLiteral) {
            return Optional.empty();
        }
    }

    // ---- RFC 3861

    Location inboxes(String domain) {
        return outcome(inboxes(domain, 0));
    }

    /** RFC 3861 §4: SRV records first, then those of the alias of the name, then the name itself as a SIP domain. */
    private Optional<String> inboxes(String name, int aliases) {
        if (literal(bare(name)).isPresent()) return toward(new HostPort(name, HostPort.NO_PORT));
        String srv = "_im._sip." + name;
        List<Dns.Srv> records = dns.srv(srv).orNone();
        if (isRefusal(records)) {
            dns.refused(srv);
            return Optional.empty();
        }
        if (!records.isEmpty()) return gateways(records);
        if (dns.unsure()) return Optional.empty();
        List<String> alias = aliases < Questions.ALIASES ? dns.alias(name).orNone() : List.of();
        return alias.isEmpty() ? toward(new HostPort(name, HostPort.NO_PORT)) : inboxes(alias.getFirst(), aliases + 1);
    }

    private Optional<String> gateways(List<Dns.Srv> records) {
        Optional<String> why = Optional.empty();
        for (Dns.Srv record : SrvOrder.order(records, random))
            if (found.wants() && !record.target().isEmpty() && record.port() > 0)
                why = toward(new HostPort(record.target(), record.port()));
        return found.isEmpty() ? why : Optional.empty();
    }

    /** Returns the reason when the name from the DNS is not a valid host name. */
    private Optional<String> toward(HostPort host) {
        try {
            return toward(SipUri.parse("sip:" + host));
        } catch (SyntaxException e) {
            return Optional.of(e.sentence());
        }
    }

    // ---- result

    /** @param why the address cannot be located, if so */
    private Location outcome(Optional<String> why) {
        if (!found.isEmpty()) return new Location.Hops(found.hops());
        return new Location.Nowhere(why.orElseGet(dns::sentence), dns.unanswered());
    }

    /** Distinct hops, at most {@link #MOST}. */
    private static final class Found {
        private static final int MOST = 16;
        private final List<NextHop> hops = new ArrayList<>();

        boolean wants() {
            return hops.size() < MOST;
        }

        void add(NextHop hop) {
            if (wants() && hops.stream().noneMatch(known -> same(known, hop))) hops.add(hop);
        }

        private static boolean same(NextHop one, NextHop other) {
            return one.transport() == other.transport() && one.address().equals(other.address());
        }

        boolean isEmpty() {
            return hops.isEmpty();
        }

        List<NextHop> hops() {
            return hops;
        }
    }
}
