package io.aldis.server;

import io.aldis.sip.SoftwareName;
import io.aldis.sip.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a server.
 *
 * @param domains domains that it serves as registrar and proxy, in lower case; the first is also the domain of requests to its bare address
 * @param trust the sources whose requests need no credentials
 * @param openRegistration whether trusted sources may register any user of the domains
 * @param algorithms of the challenges, in their order; MD5 alone is what every phone understands
 * @param patience how long a device may take to answer a request other than INVITE
 * @param timerC how long an INVITE may ring (RFC 3261 §16.6 step 11)
 * @param methods the allowed methods
 * @param followRedirections whether a 3xx response of a device is followed to local users and devices; other contacts are always returned to the
 *     sender
 * @param unwrapCpim whether a device that refuses a message/cpim with 415 gets its content
 * @param unwrapReceiptRequests whether also where the message/cpim asks for a receipt (RFC 5438), a request that is lost by unwrapping
 * @param serverHeader the Server header of the server's own answers; empty for answers without it
 * @param registration bounds of a registration
 * @param foreign which requests may go to other domains and come from them
 * @param forks upper bound of the targets of one request
 * @param mailbox how messages are stored for devices that are away, where there is a store
 * @param guessing limit on failed authentications
 * @param forbidden networks that contacts and routes of clients may not lead to
 * @param policies policy of all accounts of a domain, by the domain in lower case; {@code all} for the domains without an entry
 * @param trail how many message events are recorded, where there is a store
 * @param redressCard address of a signed card with the contact for complaints of a rejected sender (RFC 8688 §3.2); without it the action
 *     {@code reject} is answered 603
 * @param intake limits on the rate of requests
 * @param dialogKey proves that a request belongs to a dialog whose first request passed this server; to be stored for the next start
 */
public record ServerSettings(
        List<String> domains,
        TrustedNeighbours trust,
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
        DialogKey dialogKey)
        implements Settings<ServerSettings> {
    /**
     * Bounds of a registration (RFC 3261 §10.3).
     *
     * @param shortest seconds; a shorter registration is refused with 423
     * @param longest seconds; a longer registration is cut to it
     * @param usual seconds, when the client asks for no duration
     * @param contacts upper bound of the contacts of one address
     * @param flowTimer seconds: interval of the keep-alives that a device sends on a flow (RFC 5626 §4.4)
     * @param anyHost the domains whose accounts are known by their user part alone, whatever the host in To and From
     */
    public record Registration(long shortest, long longest, long usual, int contacts, long flowTimer, Domains anyHost) {
        public static final Registration DEFAULT = new Registration(60, 7200, 3600, 10);

        public Registration(long shortest, long longest, long usual, int contacts) {
            this(shortest, longest, usual, contacts, 120);
        }

        public Registration(long shortest, long longest, long usual, int contacts, long flowTimer) {
            this(shortest, longest, usual, contacts, flowTimer, Domains.NONE);
        }

        /** A copy with other domains whose accounts are known by their user part alone. */
        public Registration anyHost(Domains domains) {
            return new Registration(shortest, longest, usual, contacts, flowTimer, domains);
        }

        /** How long a connection with such a flow may be silent: 1.5 times the flow timer. */
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
                TrustedNeighbours.NOBODY,
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
}
