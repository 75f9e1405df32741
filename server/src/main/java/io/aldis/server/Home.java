package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.HostPort;
import io.aldis.sip.SipUri;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is ours: our domains, and our own addresses, which stand for the first domain, since phones that know only an IP address
 * write it where the domain belongs. Immutable once the listeners are up.
 */
public final class Home {
    private final List<String> domains;
    private final Set<String> hosts = new HashSet<>();
    private final Set<String> selves = new HashSet<>();
    private final Domains anyHost;

    /** @param selves what stands in our Via headers, and every other address under which our listeners are reached */
    public Home(List<String> domains, List<HostPort> selves) {
        this(domains, selves, Domains.NONE);
    }

    /** @param anyHost the domains whose accounts are known by their user part alone ({@link #account}) */
    public Home(List<String> domains, List<HostPort> selves, Domains anyHost) {
        this.anyHost = anyHost;
        this.domains =
                domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList();
        hosts.addAll(this.domains);
        for (HostPort self : selves) {
            String host = HostPort.oneSpelling(self.host());
            hosts.add(host);
            this.selves.add(host + ':' + self.port());
            if (self.port() == 5060) this.selves.add(host);
        }
    }

    /** Our domain that this host means, if it is ours. */
    public Optional<String> domain(String host) {
        String lower = HostPort.oneSpelling(host);
        if (!hosts.contains(lower)) return Optional.empty();
        return Optional.of(domains.contains(lower) ? lower : domains.getFirst());
    }

    /** The address-of-record in one of our domains that this URI means, if it has a user and its host is ours. */
    public Optional<Aor> local(SipUri uri) {
        String user = uri.user();
        return user.isEmpty() ? Optional.empty() : domain(uri.host()).map(domain -> new Aor(user, domain));
    }

    /**
     * The address-of-record that this URI means in a request to one of our domains: as {@link #local}, or the user of that domain where
     * accounts are known by their user part alone. Cameras of GB/T 28181 write their own address there.
     *
     * @param host of the Request-URI
     */
    public Optional<Aor> account(SipUri uri, String host) {
        Optional<Aor> local = local(uri);
        if (local.isPresent() || uri.user().isEmpty()) return local;
        return domain(host).filter(anyHost::has).map(domain -> new Aor(uri.user(), domain));
    }

    /** Whether this is one of our domains by name. */
    public boolean isDomain(String host) {
        return domains.contains(host.toLowerCase(Locale.ROOT));
    }

    /** Whether this is a name in one of our domains, as that of the machine may be. */
    public boolean isMachine(String host) {
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1))
            if (isDomain(host.substring(dot + 1))) return true;
        return false;
    }

    /** Whether this is an address that one of our listeners has, port and all: what our Route and Via values carry. */
    public boolean isSelf(HostPort hostPort) {
        String host = HostPort.oneSpelling(hostPort.host());
        return selves.contains(hostPort.hasPort() ? host + ':' + hostPort.port() : host);
    }
}
