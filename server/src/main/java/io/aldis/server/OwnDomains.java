package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.HostPort;
import io.aldis.sip.SipUri;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The domains and addresses of this server. Its addresses stand for the first domain, since phones that know only an IP address write it in place of
 * the domain. Immutable after the listeners are open.
 */
public final class OwnDomains {
    private final List<String> domains;
    private final Set<String> hosts = new HashSet<>();
    private final Set<String> selves = new HashSet<>();
    private final Domains anyHost;
    private final Set<String> machine = new HashSet<>();

    public OwnDomains(List<String> domains, List<HostPort> selves) {
        this(domains, selves, List.of(), Domains.NONE);
    }

    public OwnDomains(List<String> domains, List<HostPort> selves, Domains anyHost) {
        this(domains, selves, List.of(), anyHost);
    }

    public OwnDomains(List<String> domains, List<HostPort> selves, Collection<String> machine) {
        this(domains, selves, machine, Domains.NONE);
    }

    /**
     * @param selves the sent-by values of its Via headers, and every other address under which its listeners are reached
     * @param machine all addresses and host names of this machine, also those without a listener
     * @param anyHost the domains whose accounts are known by their user part alone ({@link #account})
     */
    public OwnDomains(List<String> domains, List<HostPort> selves, Collection<String> machine, Domains anyHost) {
        this.anyHost = anyHost;
        this.domains = domains.stream().map(HostPort::oneSpelling).toList();
        hosts.addAll(this.domains);
        for (String each : machine) this.machine.add(HostPort.oneSpelling(each));
        for (HostPort self : selves) {
            String host = HostPort.oneSpelling(self.host());
            hosts.add(host);
            this.selves.add(host + ':' + self.port());
            if (self.port() == 5060) this.selves.add(host);
        }
        if (hosts.stream().anyMatch(OwnDomains::isLoopback)) hosts.add("localhost");
    }

    /** In the configured order. */
    public List<String> domains() {
        return domains;
    }

    /** The local domain that this host stands for; absent for a foreign host. */
    public Optional<String> domain(String host) {
        String lower = HostPort.oneSpelling(host);
        if (!hosts.contains(lower)) return Optional.empty();
        return Optional.of(domains.contains(lower) ? lower : domains.getFirst());
    }

    /**
     * The local domain that a sender claims when it names this host. More than {@link #domain}: every loopback address and name, every address and
     * name of this machine, and host names below the local domains. These hosts belong to no other domain, so a sender that names one needs
     * credentials.
     */
    public Optional<String> claimed(String host) {
        Optional<String> ours = domain(host);
        if (ours.isPresent()) return ours;
        String name = HostPort.oneSpelling(host);
        if (machine.contains(name) || isLoopback(name)) return Optional.of(domains.getFirst());
        return above(name).filter(domain -> domain.indexOf('.') > 0);
    }

    /** @param host in one spelling */
    private static boolean isLoopback(String host) {
        return (host.startsWith("127.") && Character.isDigit(host.charAt(host.length() - 1)))
                || host.equals("0.0.0.0")
                || host.equals("[0:0:0:0:0:0:0:1]")
                || host.equals("[0:0:0:0:0:0:0:0]")
                || isLoopbackName(host);
    }

    /** RFC 6761 §6.3, and the names in /etc/hosts of common systems. */
    private static boolean isLoopbackName(String host) {
        return switch (host) {
            case "localhost", "localhost.localdomain", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback" ->
                true;
            default -> host.endsWith(".localhost");
        };
    }

    /** The address-of-record in a local domain that this URI means; absent without a user or with a foreign host. */
    public Optional<Aor> local(SipUri uri) {
        String user = uri.user();
        return user.isEmpty() ? Optional.empty() : domain(uri.host()).map(domain -> new Aor(user, domain));
    }

    /**
     * The address-of-record that this URI means in a request to a local domain: as {@link #local}, or the user of that domain where accounts are
     * known by their user part alone. Cameras of GB/T 28181 write their own address there.
     *
     * @param host of the Request-URI
     */
    public Optional<Aor> account(SipUri uri, String host) {
        Optional<Aor> local = local(uri);
        if (local.isPresent() || uri.user().isEmpty()) return local;
        return domain(host).filter(anyHost::has).map(domain -> new Aor(uri.user(), domain));
    }

    /**
     * The domain whose accounts are known by their user part alone, for a Request-URI whose host is a foreign IP address or number (GB/T 28181: the
     * address of a camera, the number of its platform). Absent for host names: they are other domains.
     */
    public Optional<String> domainOfAnyHost(SipUri uri) {
        return uri.user().isEmpty() || !HostPort.isNumeric(uri.host())
                ? Optional.empty()
                : domains.stream().filter(anyHost::has).findFirst();
    }

    /** Whether this is the name of a local domain. */
    public boolean isDomain(String host) {
        return domains.contains(HostPort.oneSpelling(host));
    }

    /** Whether this is a host name below a local domain, as that of the machine may be. */
    public boolean isMachine(String host) {
        return above(HostPort.oneSpelling(host)).isPresent();
    }

    /** The local domain that a name is below. */
    private Optional<String> above(String name) {
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            String rest = name.substring(dot + 1);
            if (domains.contains(rest)) return Optional.of(rest);
        }
        return Optional.empty();
    }

    /** Whether this is the address and port of a listener of this server, as its Route and Via values carry them. */
    public boolean isSelf(HostPort hostPort) {
        String host = HostPort.oneSpelling(hostPort.host());
        return selves.contains(hostPort.hasPort() ? host + ':' + hostPort.port() : host);
    }
}
