package io.aldis.server;

import io.aldis.sip.SoftwareName;
import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.SettingGroup;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.settings.SettingsTree;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a server. A new setting is one component here, and one row of docs/configuration.md.
 *
 * @param domains domains that it serves as registrar and proxy, in lower case; the first is also the domain of requests to its bare address
 * @param trust the sources whose requests need no credentials
 * @param dialogKey proves that a request belongs to a dialog whose first request passed this server; to be stored for the next start
 */
public record ServerSettings(
        List<String> domains,
        TrustedNeighbours trust,

        @Setting(value = "false", doc = "Trusted networks may register any user of the domains")
        boolean openRegistration,

        @Setting(
                value = "MD5",
                key = "digest-algorithms",
                as = SettingForms.DigestAlgorithm.class,
                doc = "The challenges, in this order: `MD5`, `SHA-256`, `SHA-512-256` (RFC 8760)")
        List<String> algorithms,

        @Setting(
                value = "",
                key = "methods-off",
                as = SettingForms.MethodOff.class,
                doc = "Methods that are refused with 405, such as `MESSAGE` to forbid instant messages")
        Methods methods,

        @Setting(value = "true", doc = "Whether a 3xx of a device is followed to local users and registered devices")
        boolean followRedirections,

        @Setting(
                value = "true",
                doc =
                        "Whether a local device that refuses a `message/cpim` with 415 gets its content in a second request")
        boolean unwrapCpim,

        @Setting(
                value = "false",
                doc = "Whether also when the `message/cpim` asks for a receipt (RFC 5438, `Disposition-Notification`)")
        boolean unwrapReceiptRequests,

        @Setting(
                value = "Aldis",
                as = SettingForms.ServerHeader.class,
                doc = "The Server header of responses that the server creates itself (RFC 3261 §20.35)")
        Optional<SoftwareName> serverHeader,

        @Setting(
                value = "8s",
                doc = "How long a device may take to answer a request other than INVITE,"
                        + " before the sender gets the best response of the others")
        Duration patience,

        @Setting(
                value = "4m",
                key = "timers.c",
                least = "180001ms",
                most = "1h",
                why = "a call may ring for more than three minutes, RFC 3261 section 16.6",
                doc = "Timer C: how long a call may ring")
        Duration timerC,

        @Setting(value = "12", key = Setting.NO_KEY, doc = "The maximum number of targets of one request")
        int forks,

        @SettingGroup("foreign") Foreign foreign,
        @SettingGroup("registration") Registration registration,
        @SettingGroup("mailbox") MailboxSettings mailbox,
        @SettingGroup("trail") TrailSettings trail,
        @SettingGroup("guesses") Guessing guessing,

        @Setting(
                value = Forbidden.USUAL,
                key = "forbidden-addresses",
                as = SettingForms.Network.class,
                doc = "Networks that a contact, a Path or a Route of a dialog may not lead to,"
                        + " unless its sender is in that same network: 403")
        Forbidden forbidden,

        @Setting(
                value = "",
                as = SettingForms.DomainRule.class,
                doc = "Rules for all accounts of a domain: which messages are accepted, and from which senders")
        Map<String, Policy> policies,

        @Setting(
                value = "",
                as = SettingForms.CardAddress.class,
                doc = "Where a sender who was refused by a `reject` rule can complain:"
                        + " the `https` address of a signed card")
        Optional<URI> redressCard,

        @SettingGroup("limits") RateLimits rateLimits,
        DialogKey dialogKey)
        implements Settings<ServerSettings> {
    /** Bounds of a registration (RFC 3261 §10.3). */
    public record Registration(
            @Setting(value = "1m", doc = "A registration that asks for less is refused with 423")
            Duration shortest,

            @Setting(value = "2h", doc = "A registration that asks for more gets this time")
            Duration longest,

            @Setting(value = "1h", doc = "The time of a registration that asks for none")
            Duration usual,

            @Setting(value = "10", doc = "The maximum number of contacts of one address; more are refused with 403")
            int contacts,

            @Setting(
                    value = "2m",
                    doc =
                            "How often a device that registers a flow"
                                    + " (RFC 5626: `reg-id`, `+sip.instance`, `Supported: outbound`) must send keep-alives on it")
            Duration flowTimer,

            @Setting(
                    value = "false",
                    as = SettingForms.AnyHost.class,
                    doc = "Accounts are identified by the user part alone, whatever the host in To and From:"
                            + " `true` for all domains, or a list of the domains where it is so")
            Domains anyHost)
            implements Settings<Registration> {
        public static final Registration DEFAULT = SettingsTree.defaults(Registration.class);

        public Registration {
            if (shortest.compareTo(usual) > 0 || usual.compareTo(longest) > 0)
                throw new IllegalArgumentException("registration: expected shortest <= usual <= longest but was "
                        + shortest.toSeconds() + " s, " + usual.toSeconds() + " s, " + longest.toSeconds() + " s");
            if (flowTimer.toSeconds() < 1)
                throw new IllegalArgumentException(
                        "flow-timer: expected at least 1 s but was " + flowTimer.toMillis() + " ms");
        }

        /** The defaults, but for these: three durations in seconds, and the number of contacts. */
        public static Registration of(long shortest, long longest, long usual, int contacts) {
            return new Registration(
                    Duration.ofSeconds(shortest),
                    Duration.ofSeconds(longest),
                    Duration.ofSeconds(usual),
                    contacts,
                    DEFAULT.flowTimer,
                    DEFAULT.anyHost);
        }

        /** How long a connection with such a flow may be silent: 1.5 times the flow timer. */
        public Duration silence() {
            return flowTimer.multipliedBy(3).dividedBy(2);
        }
    }

    public ServerSettings {
        domains = List.copyOf(domains);
        algorithms = List.copyOf(algorithms);
        policies = Map.copyOf(policies);
    }

    /** The defaults, with a new {@link DialogKey}. @throws IllegalArgumentException when there is no domain */
    public static ServerSettings of(List<String> domains) {
        if (domains.isEmpty()) throw new IllegalArgumentException("domains: expected at least one but there is none");
        return SettingsTree.defaults(ServerSettings.class, DialogKey.random())
                .with(ServerSettings::domains)
                .of(domains);
    }
}
