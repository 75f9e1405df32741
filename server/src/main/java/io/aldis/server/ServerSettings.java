package io.aldis.server;

import io.aldis.sip.SoftwareName;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * How a server behaves.
 *
 * @param domains whose registrar and proxy it is, in lower case; the first is also the domain of requests to our bare address
 * @param trust whose requests need no credentials
 * @param openRegistration whether those may register any user of our domains
 * @param algorithms of the challenges, in their order; MD5 alone is what all phones survive
 * @param patience how long a device may take to answer a request other than INVITE
 * @param timerC how long an INVITE may ring (RFC 3261 §16.6 step 11)
 * @param methods that may pass
 * @param followRedirections whether a 3xx answer of a device is followed where it leads to our own users and devices; contacts
 *     elsewhere always go back to the sender
 * @param unwrapCpim whether a device that refuses a message/cpim with 415 gets what is in it
 * @param unwrapReceiptRequests whether also where the message/cpim asks for a receipt (RFC 5438), which is lost by it
 * @param serverHeader the Server header of the server's own answers; empty for answers without it
 * @param registration bounds of a registration
 * @param foreign what may go to other domains and come from them
 * @param forks at most of one request
 * @param mailbox how messages for those who are away are kept, where there is a store for them
 * @param guessing how many wrong passwords are put up with
 * @param forbidden where contacts and routes of others may not lead
 * @param policies what all accounts of a domain take, by the domain in lower case; {@code all} for those of every domain that is not there
 * @param trail how much is taken down of what happens to messages, where there is a store for it
 * @param redressCard the address of a signed card with whom a rejected sender can complain to (RFC 8688 §3.2); without it the rule
 *     {@code reject} answers 603
 * @param intake how much is taken in
 * @param dialogKey proves that a request belongs to a dialog that was made through us; to be kept for the next start
 */
public record ServerSettings(
        List<String> domains,
        Trust trust,
        boolean openRegistration,
        List<String> algorithms,
        Duration patience,
        Duration timerC,
        Methods methods,
        boolean followRedirections,
        boolean unwrapCpim,
        boolean unwrapReceiptRequests,
        Optional<SoftwareName> serverHeader,
        Registration registration,
        Foreign foreign,
        int forks,
        MailboxSettings mailbox,
        TrailSettings trail,
        Guessing guessing,
        Forbidden forbidden,
        Map<String, Policy> policies,
        Optional<URI> redressCard,
        RateLimits intake,
        DialogKey dialogKey) {
    /**
     * Bounds of a registration (RFC 3261 §10.3).
     *
     * @param shortest seconds; less is refused with 423
     * @param longest seconds; more is cut to it
     * @param usual seconds, when a phone asks for nothing
     * @param contacts at most of one address
     * @param flowTimer seconds: so often a device shows life on a flow of its own (RFC 5626 §4.4)
     * @param anyHost the domains whose accounts are known by their user part alone, whatever host stands behind it in To and From
     */
    public record Registration(long shortest, long longest, long usual, int contacts, long flowTimer, Domains anyHost) {
        public static final Registration DEFAULT = new Registration(60, 7200, 3600, 10);

        public Registration(long shortest, long longest, long usual, int contacts) {
            this(shortest, longest, usual, contacts, 120);
        }

        public Registration(long shortest, long longest, long usual, int contacts, long flowTimer) {
            this(shortest, longest, usual, contacts, flowTimer, Domains.NONE);
        }

        /** The same with other domains whose accounts are known by their user part alone. */
        public Registration anyHost(Domains domains) {
            return new Registration(shortest, longest, usual, contacts, flowTimer, domains);
        }

        /** How long a connection with such a flow may be silent: half as long again as it was asked for. */
        public Duration silence() {
            return Duration.ofMillis(flowTimer * 1500);
        }
    }

    public static final SoftwareName SERVER_HEADER = new SoftwareName("Aldis");

    public ServerSettings {
        domains = List.copyOf(domains);
        algorithms = List.copyOf(algorithms);
        policies = Map.copyOf(policies);
        if (domains.isEmpty()) throw new IllegalArgumentException("domains: expected at least one but there is none");
    }

    public static ServerSettings of(List<String> domains) {
        return new ServerSettings(
                domains,
                Trust.NOBODY,
                false,
                List.of("MD5"),
                Duration.ofSeconds(8),
                Duration.ofMinutes(4),
                Methods.ALL,
                true,
                true,
                false,
                Optional.of(SERVER_HEADER),
                Registration.DEFAULT,
                Foreign.DEFAULT,
                12,
                MailboxSettings.DEFAULT,
                TrailSettings.DEFAULT,
                Guessing.DEFAULT,
                Forbidden.DEFAULT,
                Map.of(),
                Optional.empty(),
                RateLimits.DEFAULT,
                DialogKey.random());
    }

    /** These settings with a few changes: {@code settings.with(it -> it.patience(Duration.ofSeconds(5)).forks(6))}. */
    public ServerSettings with(Consumer<Changes> changes) {
        var all = new Changes(this);
        changes.accept(all);
        return all.made();
    }

    /** What is to be other than it was; what is not called stays. For {@link #with} only. */
    public static final class Changes {
        private final List<String> domains;
        private Trust trust;
        private boolean openRegistration;
        private List<String> algorithms;
        private Duration patience;
        private Duration timerC;
        private Methods methods;
        private boolean followRedirections;
        private boolean unwrapCpim;
        private boolean unwrapReceiptRequests;
        private Optional<SoftwareName> serverHeader;
        private Registration registration;
        private Foreign foreign;
        private int forks;
        private MailboxSettings mailbox;
        private TrailSettings trail;
        private Guessing guessing;
        private Forbidden forbidden;
        private Map<String, Policy> policies;
        private Optional<URI> redressCard;
        private RateLimits intake;
        private DialogKey dialogKey;

        private Changes(ServerSettings before) {
            domains = before.domains;
            trust = before.trust;
            openRegistration = before.openRegistration;
            algorithms = before.algorithms;
            patience = before.patience;
            timerC = before.timerC;
            methods = before.methods;
            followRedirections = before.followRedirections;
            unwrapCpim = before.unwrapCpim;
            unwrapReceiptRequests = before.unwrapReceiptRequests;
            serverHeader = before.serverHeader;
            registration = before.registration;
            foreign = before.foreign;
            forks = before.forks;
            mailbox = before.mailbox;
            trail = before.trail;
            guessing = before.guessing;
            forbidden = before.forbidden;
            policies = before.policies;
            redressCard = before.redressCard;
            intake = before.intake;
            dialogKey = before.dialogKey;
        }

        private ServerSettings made() {
            return new ServerSettings(
                    domains,
                    trust,
                    openRegistration,
                    algorithms,
                    patience,
                    timerC,
                    methods,
                    followRedirections,
                    unwrapCpim,
                    unwrapReceiptRequests,
                    serverHeader,
                    registration,
                    foreign,
                    forks,
                    mailbox,
                    trail,
                    guessing,
                    forbidden,
                    policies,
                    redressCard,
                    intake,
                    dialogKey);
        }

        /** Networks whose requests need no credentials. */
        public Changes trusted(Predicate<InetAddress> networks) {
            trust = trust.in(networks);
            return this;
        }

        public Changes trust(Trust other) {
            trust = other;
            return this;
        }

        public Changes openRegistration(boolean other) {
            openRegistration = other;
            return this;
        }

        public Changes algorithms(List<String> other) {
            algorithms = other;
            return this;
        }

        public Changes patience(Duration other) {
            patience = other;
            return this;
        }

        public Changes timerC(Duration other) {
            timerC = other;
            return this;
        }

        public Changes methods(Methods other) {
            methods = other;
            return this;
        }

        public Changes followRedirections(boolean other) {
            followRedirections = other;
            return this;
        }

        public Changes unwrapCpim(boolean other) {
            unwrapCpim = other;
            return this;
        }

        public Changes unwrapReceiptRequests(boolean other) {
            unwrapReceiptRequests = other;
            return this;
        }

        public Changes serverHeader(Optional<SoftwareName> other) {
            serverHeader = other;
            return this;
        }

        public Changes registration(Registration other) {
            registration = other;
            return this;
        }

        public Changes foreign(Foreign other) {
            foreign = other;
            return this;
        }

        public Changes forks(int other) {
            forks = other;
            return this;
        }

        public Changes mailbox(MailboxSettings other) {
            mailbox = other;
            return this;
        }

        public Changes trail(TrailSettings other) {
            trail = other;
            return this;
        }

        public Changes guessing(Guessing other) {
            guessing = other;
            return this;
        }

        public Changes forbidden(Forbidden other) {
            forbidden = other;
            return this;
        }

        public Changes policies(Map<String, Policy> other) {
            policies = other;
            return this;
        }

        public Changes redressCard(Optional<URI> other) {
            redressCard = other;
            return this;
        }

        public Changes intake(RateLimits other) {
            intake = other;
            return this;
        }

        public Changes dialogKey(DialogKey other) {
            dialogKey = other;
            return this;
        }
    }
}
