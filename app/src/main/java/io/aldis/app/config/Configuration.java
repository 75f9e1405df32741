package io.aldis.app.config;

import io.aldis.net.Listen;
import io.aldis.net.NetSettings;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.server.Cidr;
import io.aldis.server.Domains;
import io.aldis.server.Forbidden;
import io.aldis.server.Guessing;
import io.aldis.server.Methods;
import io.aldis.server.ServerSettings;
import io.aldis.server.TrustedNeighbours;
import io.aldis.sip.Method;
import io.aldis.sip.Transport;
import io.aldis.sip.digest.Algorithm;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The whole configuration. The names of the components are the keys of the file: {@code openRegistration} is {@code open-registration}.
 * docs/configuration.md explains each key.
 *
 * @param data directory of the database and of files that the server generates
 * @param store the database
 * @param storePasswordFile file whose first line is the password of the database server
 * @param domains the domains that the server is registrar and proxy for
 * @param listen addresses of the sockets
 * @param tls certificates
 * @param websocket settings of WebSocket listeners
 * @param advertise host for Via and Record-Route, when peers cannot reach the listener's own address
 * @param dns name servers; empty for those of the system
 * @param trust networks and listeners whose requests need no credentials
 * @param openRegistration whether requests of {@code trust} may register any user
 * @param digestAlgorithms algorithms of the challenges, in this order
 * @param methodsOff methods that are refused with 405, such as MESSAGE
 * @param followRedirections whether a 3xx of a device is followed to local users and devices
 * @param unwrapCpim whether a device that refuses a message/cpim with 415 is sent the content of it
 * @param unwrapReceiptRequests whether also when the message/cpim asks for a receipt (RFC 5438)
 * @param serverHeader Server header of the server's own responses, or none
 * @param patience how long a device may take to answer a request other than INVITE
 * @param timers transaction timers, and timer C
 * @param foreign other domains
 * @param registration limits of registrations
 * @param mailbox storage of messages for users who are offline
 * @param trail recording of what happens to messages
 * @param guesses limits on failed authentications
 * @param forbiddenAddresses networks that a contact or route may not lead to, unless its sender is in the same network
 * @param policies rules for all accounts of a domain: which messages are accepted, from which senders
 * @param redressCard URL of a signed card that says where a rejected sender can complain (RFC 8688)
 * @param shutdown the longest time that a shutdown may take
 * @param limits limits of memory and rates
 * @param logLevel level of the server's log
 */
public record Configuration(
        Path data,
        Storage store,
        Optional<Path> storePasswordFile,
        List<Host> domains,
        List<Listen> listen,
        Tls tls,
        Websocket websocket,
        Optional<Host> advertise,
        List<NameServer> dns,
        List<Trusted> trust,
        boolean openRegistration,
        List<Algorithm> digestAlgorithms,
        List<Method> methodsOff,
        boolean followRedirections,
        boolean unwrapCpim,
        boolean unwrapReceiptRequests,
        ServerHeader serverHeader,
        Duration patience,
        Timers timers,
        Foreign foreign,
        Registration registration,
        Mailbox mailbox,
        Trail trail,
        Guesses guesses,
        List<Cidr> forbiddenAddresses,
        List<DomainRule> policies,
        Optional<CardAddress> redressCard,
        Duration shutdown,
        Limits limits,
        LogLevel logLevel) {

    /** T1, T2, T4 of RFC 3261 §17, and timer C of §16.6. */
    public record Timers(Duration t1, Duration t2, Duration t4, Duration c) {
        /** 64 * T1 with the default T1: the timeout that peers are assumed to have (RFC 3261 table 4). */
        private static final Duration USUAL_TIMEOUT = io.aldis.sip.transaction.Timers.DEFAULT.timeout();

        public Timers {
            Bounds.of("timers.t1", "a round trip, from which retransmission intervals are computed")
                    .check(t1, Duration.ofMillis(50), Duration.ofSeconds(4));
            Bounds.of("timers.t2", "the longest retransmission interval, so T1 at least")
                    .check(t2, t1, Duration.ofSeconds(8));
            Bounds.of("timers.t4", "how long a message may stay in the network")
                    .check(t4, Duration.ofMillis(500), Duration.ofSeconds(30));
            Bounds.of("timers.c", "a call may ring for more than three minutes, RFC 3261 section 16.6")
                    .check(c, Duration.ofMinutes(3).plusMillis(1), Duration.ofHours(1));
        }

        /**
         * Length of a delivery lease in a shared database: 80 * T1, a quarter longer than a transaction. A server that has not renewed its lease
         * for so long has no delivery in progress.
         */
        public Duration lease() {
            return t1.multipliedBy(80);
        }

        /** Timeout of a transaction: 64 * T1 of this server, or that of a sender with default timers if that is shorter. */
        Duration timeout() {
            Duration ours = t1.multipliedBy(64);
            return ours.compareTo(USUAL_TIMEOUT) < 0 ? ours : USUAL_TIMEOUT;
        }
    }

    /**
     * Other domains: {@code to}, where local users may send, and {@code from}, whose users may send to local users. Each is {@code all},
     * {@code none} or a list.
     */
    public record Foreign(
            List<Host> to, List<Host> from, List<SchemeMapping> schemes, int attempts, boolean hideUsers) {
        public Foreign {
            to = List.copyOf(to);
            from = List.copyOf(from);
            schemes = List.copyOf(schemes);
            settings(to, from, schemes, attempts, hideUsers);
        }

        io.aldis.server.Foreign settings() {
            return settings(to, from, schemes, attempts, hideUsers);
        }

        private static io.aldis.server.Foreign settings(
                List<Host> to, List<Host> from, List<SchemeMapping> schemes, int attempts, boolean hideUsers) {
            try {
                return new io.aldis.server.Foreign(domains(to), domains(from), map(schemes), attempts, hideUsers);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("foreign." + e.getMessage(), e);
            }
        }

        private static Map<String, String> map(List<SchemeMapping> schemes) {
            var map = new LinkedHashMap<String, String>();
            for (SchemeMapping each : schemes)
                if (map.put(each.scheme(), each.template()) != null)
                    throw new IllegalArgumentException(
                            "schemes: expected each scheme once but there is " + each.scheme() + " twice");
            return map;
        }

        static Domains domains(List<Host> hosts) {
            List<String> names = hosts.stream().map(Host::name).toList();
            if (names.contains("all")) return Domains.ALL;
            return names.equals(List.of("none")) ? Domains.NONE : Domains.of(names);
        }
    }

    /**
     * Limits of a registration; {@code contacts} is the maximum number of contacts of one AOR.
     *
     * @param anyHost {@code true}, {@code false}, or the domains whose accounts are identified by their user part alone
     */
    public record Registration(
            Duration shortest, Duration longest, Duration usual, int contacts, Duration flowTimer, List<Host> anyHost) {
        private static final Host YES = new Host("true");
        private static final Host NO = new Host("false");

        public Registration {
            anyHost = List.copyOf(anyHost);
            if (anyHost.size() > 1 && (anyHost.contains(YES) || anyHost.contains(NO)))
                throw new IllegalArgumentException(
                        "registration.any-host: expected true, false or a list of domains but was " + anyHost);
            if (shortest.compareTo(usual) > 0 || usual.compareTo(longest) > 0)
                throw new IllegalArgumentException("registration: expected shortest <= usual <= longest but was "
                        + shortest.toSeconds() + " s, " + usual.toSeconds() + " s, " + longest.toSeconds() + " s");
            if (flowTimer.toSeconds() < 1)
                throw new IllegalArgumentException(
                        "registration.flow-timer: expected at least 1 s but was " + flowTimer.toMillis() + " ms");
        }

        private Domains domainsOfAnyHost() {
            if (anyHost.contains(YES)) return Domains.ALL;
            return anyHost.contains(NO)
                    ? Domains.NONE
                    : Domains.of(anyHost.stream().map(Host::name).toList());
        }

        private ServerSettings.Registration settings() {
            return new ServerSettings.Registration(
                    shortest.toSeconds(),
                    longest.toSeconds(),
                    usual.toSeconds(),
                    contacts,
                    flowTimer.toSeconds(),
                    domainsOfAnyHost());
        }
    }

    /**
     * Limits on failed authentications from one source address: for one account, and for all accounts together. Within {@code forgotten} all
     * of them are forgiven, one after the other.
     */
    public record Guesses(int perAccount, int perAddress, Duration forgotten, List<Cidr> exempt) {
        public Guesses {
            exempt = List.copyOf(exempt);
            settings(perAccount, perAddress, forgotten, exempt);
        }

        static Guesses usual() {
            Guessing usual = Guessing.DEFAULT;
            return new Guesses(usual.perAccount(), usual.perAddress(), usual.forgotten(), usual.exempt());
        }

        Guessing settings() {
            return settings(perAccount, perAddress, forgotten, exempt);
        }

        private static Guessing settings(int perAccount, int perAddress, Duration forgotten, List<Cidr> exempt) {
            try {
                return new Guessing(perAccount, perAddress, forgotten, exempt);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("guesses." + e.getMessage(), e);
            }
        }
    }

    public Configuration {
        domains = List.copyOf(domains);
        listen = List.copyOf(listen);
        dns = List.copyOf(dns);
        trust = List.copyOf(trust);
        digestAlgorithms = List.copyOf(digestAlgorithms);
        methodsOff = List.copyOf(methodsOff);
        forbiddenAddresses = List.copyOf(forbiddenAddresses);
        policies = List.copyOf(policies);
        tls.check(listen);
        for (Listen each : Trusted.listeners(trust))
            if (!listen.contains(each))
                throw new IllegalArgumentException(
                        "trust: expected a network, or a listener of listen, but was " + each);
        Duration giveUp = timers.timeout();
        Bounds.of(
                        "patience",
                        "T1 at least, and time for an answer to be retransmitted (T2) before the sender's transaction"
                                + " times out, at "
                                + Spans.text(giveUp))
                .check(patience, timers.t1(), giveUp.minus(timers.t2()));
    }

    /** The defaults of all keys. */
    public static Configuration usual(Path data) {
        var registration = ServerSettings.Registration.DEFAULT;
        var timers = io.aldis.sip.transaction.Timers.DEFAULT;
        return new Configuration(
                data,
                new Storage.Sqlite(),
                Optional.empty(),
                List.of(),
                List.of(Listen.parse("udp:127.0.0.1:5060"), Listen.parse("tcp:127.0.0.1:5060")),
                Tls.usual(),
                Websocket.usual(),
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                List.of(Algorithm.MD5),
                List.of(),
                true,
                true,
                false,
                ServerHeader.usual(),
                Duration.ofSeconds(8),
                new Timers(timers.t1(), timers.t2(), timers.t4(), Duration.ofMinutes(4)),
                new Foreign(
                        List.of(new Host("none")),
                        List.of(new Host("none")),
                        List.of(),
                        io.aldis.server.Foreign.DEFAULT.attempts(),
                        io.aldis.server.Foreign.DEFAULT.hideUsers()),
                new Registration(
                        Duration.ofSeconds(registration.shortest()),
                        Duration.ofSeconds(registration.longest()),
                        Duration.ofSeconds(registration.usual()),
                        registration.contacts(),
                        Duration.ofSeconds(registration.flowTimer()),
                        List.of(new Host("false"))),
                Mailbox.usual(),
                Trail.usual(),
                Guesses.usual(),
                Forbidden.DEFAULT.networks(),
                List.of(),
                Optional.empty(),
                Duration.ofSeconds(10),
                Limits.usual(),
                LogLevel.INFO);
    }

    /** The settings of the server. */
    public ServerSettings server() {
        return ServerSettings.of(domains.stream().map(Host::name).toList())
                .with(ServerSettings::trust)
                .of(neighbours())
                .with(ServerSettings::openRegistration)
                .of(openRegistration)
                .with(ServerSettings::algorithms)
                .of(digestAlgorithms.stream().map(Algorithm::token).toList())
                .with(ServerSettings::patience)
                .of(patience)
                .with(ServerSettings::timerC)
                .of(timers.c())
                .with(ServerSettings::methods)
                .of(new Methods(Set.copyOf(methodsOff)))
                .with(ServerSettings::followRedirections)
                .of(followRedirections)
                .with(ServerSettings::unwrapCpim)
                .of(unwrapCpim)
                .with(ServerSettings::unwrapReceiptRequests)
                .of(unwrapReceiptRequests)
                .with(ServerSettings::serverHeader)
                .of(serverHeader.software())
                .with(ServerSettings::foreign)
                .of(foreign.settings())
                .with(ServerSettings::mailbox)
                .of(mailbox.settings())
                .with(ServerSettings::trail)
                .of(trail.settings())
                .with(ServerSettings::guessing)
                .of(guesses.settings())
                .with(ServerSettings::forbidden)
                .of(new Forbidden(forbiddenAddresses))
                .with(ServerSettings::policies)
                .of(DomainRule.policies(policies))
                .with(ServerSettings::redressCard)
                .of(redressCard.map(CardAddress::uri))
                .with(ServerSettings::intake)
                .of(limits.intake())
                .with(ServerSettings::registration)
                .of(registration.settings());
    }

    private TrustedNeighbours neighbours() {
        List<Cidr> networks = Trusted.networks(trust);
        var listeners = new HashSet<>(Trusted.listeners(trust));
        for (Listen each : List.copyOf(listeners)) // requests that are too long for a datagram arrive there
        if (each.transport() == Transport.UDP && !listen.contains(beside(each))) listeners.add(beside(each));
        return TrustedNeighbours.NOBODY
                .in(address -> isIn(networks, address))
                .at(listeners)
                .of(tls.neighbours().stream().map(Host::name).toList());
    }

    /** Called several times for each request. */
    private static boolean isIn(List<Cidr> networks, InetAddress address) {
        for (Cidr network : networks) if (network.contains(address)) return true;
        return false;
    }

    private static Listen beside(Listen udp) {
        return new Listen(Transport.TCP, udp.host(), udp.port());
    }

    /** Adds a TCP listener beside each UDP listener with a fixed port, for requests that are too long for a datagram (RFC 3261 §18.2.1). */
    private List<Listen> withTcpBesideUdp() {
        var all = new ArrayList<>(listen);
        for (Listen each : listen) {
            boolean alone = each.transport() == Transport.UDP && each.port() != 0 && !all.contains(beside(each));
            if (alone) all.add(beside(each));
        }
        return all;
    }

    /** Whether a listener needs a certificate: {@code tls} or {@code wss}. */
    public boolean listensForTls() {
        return listen.stream().anyMatch(each -> each.transport() == Transport.TLS || each.transport() == Transport.WSS);
    }

    /** The settings of the sockets. */
    public EndpointSettings endpoint() {
        var usual = NetSettings.DEFAULT;
        var bounds = usual.limits();
        var message = new io.aldis.sip.wire.Limits(
                limits.message().octets(), bounds.head(), bounds.headers(), bounds.headerLine(), bounds.vias());
        var net = new NetSettings(
                message,
                usual.connect(),
                limits.partial(),
                limits.silent(),
                limits.idle(),
                limits.connections(),
                limits.connectionsPerAddress(),
                usual.unread(),
                limits.held().octets());
        var plain = EndpointSettings.of(withTcpBesideUdp());
        var settings = (listensForTls() ? plain.withTls(tls.settings(domains)) : plain)
                .withNet(net)
                .withWeb(websocket.settings(Trusted.networks(trust)))
                .withNameServers(dns.stream().map(NameServer::address).toList())
                .withTimers(new io.aldis.sip.transaction.Timers(timers.t1(), timers.t2(), timers.t4()));
        return advertise.map(host -> settings.withAdvertised(host.name())).orElse(settings);
    }
}
