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
import io.aldis.server.Trust;
import io.aldis.sip.Method;
import io.aldis.sip.Transport;
import io.aldis.sip.digest.Algorithm;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that can be configured. The names of the components are the keys of the file, {@code openRegistration} as
 * {@code open-registration}; docs/configuration.md explains each.
 *
 * @param data the directory of the database
 * @param store which database
 * @param storePasswordFile whose first line is the password of the database server
 * @param domains whose registrar and proxy we are
 * @param listen the sockets
 * @param tls certificates
 * @param websocket browsers
 * @param advertise our host for others, when the listener's own address cannot be reached by them
 * @param dns name servers; those of the system when there are none
 * @param trust networks and listeners whose requests need no credentials
 * @param openRegistration whether those may register anybody
 * @param digestAlgorithms of the challenges, in their order
 * @param methodsOff that are refused, such as MESSAGE
 * @param followRedirections whether a 3xx answer of a device is followed to our own users and devices
 * @param unwrapCpim whether a device that refuses a message/cpim gets what is in it
 * @param unwrapReceiptRequests whether also where the message/cpim asks for a receipt
 * @param serverHeader the Server header of our own answers, or none
 * @param patience how long a device may take to answer a request other than INVITE
 * @param timers of transactions, and of calls that ring
 * @param foreign other domains
 * @param registration bounds of a registration
 * @param mailbox messages for those who are away
 * @param trail of what happens to messages
 * @param guesses wrong passwords that are put up with
 * @param forbiddenAddresses networks where contacts and routes of others may not lead
 * @param policies what all accounts of a domain take, and from whom
 * @param redressCard the address of a signed card with whom a rejected sender can complain to
 * @param shutdown how long the end may take
 * @param limits bounds of what peers may make us hold
 * @param logLevel of the log of the server
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
        /** What the other sides have, unless somebody has told them (RFC 3261 table 4). */
        private static final Duration USUAL_TIMEOUT = io.aldis.sip.transaction.Timers.DEFAULT.timeout();

        public Timers {
            Bounds.of("timers.t1", "a round trip, which the pace of repetitions is made of")
                    .check(t1, Duration.ofMillis(50), Duration.ofSeconds(4));
            Bounds.of("timers.t2", "the longest pause between two repetitions, so T1 at least")
                    .check(t2, t1, Duration.ofSeconds(8));
            Bounds.of("timers.t4", "how long a message may be on its way")
                    .check(t4, Duration.ofMillis(500), Duration.ofSeconds(30));
            Bounds.of("timers.c", "a call may ring for more than three minutes, RFC 3261 section 16.6")
                    .check(c, Duration.ofMinutes(3).plusMillis(1), Duration.ofHours(1));
        }

        /** A quarter longer than any transaction of ours: after that whoever is silent has no letter under way any more. */
        public Duration lease() {
            return t1.multipliedBy(80);
        }

        /** When our own transactions end, or those of senders with the usual timers, if that is sooner. */
        Duration timeout() {
            Duration ours = t1.multipliedBy(64);
            return ours.compareTo(USUAL_TIMEOUT) < 0 ? ours : USUAL_TIMEOUT;
        }
    }

    /** Other domains: those that our users may write to and those that may write to them, each {@code all}, {@code none}, or a list. */
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
            return schemes.stream()
                    .collect(Collectors.toMap(SchemeMapping::scheme, SchemeMapping::template, (one, other) -> other));
        }

        static Domains domains(List<Host> hosts) {
            List<String> names = hosts.stream().map(Host::name).toList();
            if (names.contains("all")) return Domains.ALL;
            return names.equals(List.of("none")) ? Domains.NONE : Domains.of(names);
        }
    }

    /**
     * Bounds of a registration; {@code contacts} of one address at the most.
     *
     * @param anyHost {@code true}, {@code false}, or the domains whose accounts are known by their user part alone
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

    /** Wrong passwords: for one account and for all, and when they are forgotten. */
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
                        "T1 at least, and time for an answer that was lost to be repeated within T2 before its sender gives up, at "
                                + Spans.text(giveUp))
                .check(patience, timers.t1(), giveUp.minus(timers.t2()));
    }

    /** What holds for keys that nobody has set. */
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

    /** The part that the server wants. */
    public ServerSettings server() {
        return ServerSettings.of(domains.stream().map(Host::name).toList())
                .with(it -> it.trust(neighbours())
                        .openRegistration(openRegistration)
                        .algorithms(
                                digestAlgorithms.stream().map(Algorithm::token).toList())
                        .patience(patience)
                        .timerC(timers.c())
                        .methods(new Methods(Set.copyOf(methodsOff)))
                        .followRedirections(followRedirections)
                        .unwrapCpim(unwrapCpim)
                        .unwrapReceiptRequests(unwrapReceiptRequests)
                        .serverHeader(serverHeader.software())
                        .foreign(foreign.settings())
                        .mailbox(mailbox.settings())
                        .trail(trail.settings())
                        .guessing(guesses.settings())
                        .forbidden(new Forbidden(forbiddenAddresses))
                        .policies(DomainRule.policies(policies))
                        .redressCard(redressCard.map(CardAddress::uri))
                        .intake(limits.intake())
                        .registration(registration.settings()));
    }

    private Trust neighbours() {
        List<Cidr> networks = Trusted.networks(trust);
        var listeners = new HashSet<>(Trusted.listeners(trust));
        for (Listen each : List.copyOf(listeners)) // what is too long for a datagram comes from the same machines
        if (each.transport() == Transport.UDP && !listen.contains(beside(each))) listeners.add(beside(each));
        return Trust.NOBODY
                .in(address -> isIn(networks, address))
                .at(listeners)
                .of(tls.neighbours().stream().map(Host::name).toList());
    }

    /** Asked for each message, some times. */
    private static boolean isIn(List<Cidr> networks, InetAddress address) {
        for (Cidr network : networks) if (network.contains(address)) return true;
        return false;
    }

    private static Listen beside(Listen udp) {
        return new Listen(Transport.TCP, udp.host(), udp.port());
    }

    /** RFC 3261 §18.2.1: where we listen on UDP we listen on TCP too, since what is too long for a datagram comes that way. */
    private List<Listen> withTcpBesideUdp() {
        var all = new ArrayList<>(listen);
        for (Listen each : listen) {
            boolean alone = each.transport() == Transport.UDP && each.port() != 0 && !all.contains(beside(each));
            if (alone) all.add(beside(each));
        }
        return all;
    }

    /** Whether those who connect want to see a certificate. */
    public boolean listensForTls() {
        return listen.stream().anyMatch(each -> each.transport() == Transport.TLS || each.transport() == Transport.WSS);
    }

    /** The part that the sockets want. */
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
