package io.aldis.app.command;

import io.aldis.app.config.Configuration;
import io.aldis.app.config.ConfigurationException;
import io.aldis.app.config.Storage;
import io.aldis.app.config.Trusted;
import io.aldis.net.SecretFiles;
import io.aldis.net.ServiceNotice;
import io.aldis.net.TlsSettings;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.server.Cidr;
import io.aldis.server.MailStores;
import io.aldis.server.ServerSettings;
import io.aldis.server.StoreException;
import io.aldis.server.TrailStore;
import io.aldis.server.runtime.MailboxLog;
import io.aldis.server.runtime.Server;
import io.aldis.server.runtime.Stores;
import io.aldis.store.sql.DirectoryLock;
import io.aldis.store.sql.Missing;
import io.aldis.store.sql.ServerId;
import io.aldis.store.sql.SqlStore;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jline.utils.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aldis serve}: runs the server until SIGTERM or SIGINT. */
@Command(
        name = "serve",
        description = "Runs the server until SIGTERM or SIGINT.",
        footer = {
            "",
            "Every option but --config is also a key of the configuration file and an environment variable",
            "(--open-registration: open-registration, ALDIS_OPEN_REGISTRATION); an option overrides both."
        })
final class Serve implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final DataOptions data = new DataOptions();

    @Option(names = "--domain", paramLabel = "D", description = "A domain to serve; may be repeated.")
    private List<String> domains = List.of();

    @Option(
            names = "--listen",
            paramLabel = "T:HOST:PORT",
            description = "A listening socket, such as udp:127.0.0.1:5060, tcp:[::]:5060, tls:192.0.2.10:5061 or, for"
                    + " browsers, wss:192.0.2.10:443 (ws: without TLS); may be repeated. By default UDP and TCP on"
                    + " loopback.")
    private List<String> listen = List.of();

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "The server's certificate in PEM, followed by its intermediate certificates; read again when it"
                            + " changes. Without it the server makes a self-signed one.")
    private Optional<String> certificate = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its key in PEM (PKCS #8, not encrypted).")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--tls-trust",
            paramLabel = "FILE",
            description = "Trusted issuers, in PEM. By default those of the Java runtime.")
    private Optional<String> issuers = Optional.empty();

    @Option(
            names = "--advertise",
            paramLabel = "HOST",
            description = "Host that peers reach the server at, when it is not the address of the listener.")
    private Optional<String> advertise = Optional.empty();

    @Option(
            names = "--dns",
            paramLabel = "ADDRESS[:PORT]",
            description = "A name server to ask instead of those of the system; may be repeated.")
    private List<String> dns = List.of();

    @Option(
            names = "--trust",
            paramLabel = "CIDR|T:HOST:PORT",
            description =
                    "Accept requests from this network, or at this listener, without credentials; may be repeated.")
    private List<String> trust = List.of();

    @Option(
            names = "--open-registration",
            description = "Let trusted networks register any user. For laboratories and benchmarks.")
    private boolean openRegistration;

    Serve(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        LogToStandardError.talk();
        Configuration configuration = checked();
        LogToStandardError.talk(configuration.logLevel());
        warn(configuration);
        configuration.storePasswordFile().ifPresent(SecretFiles::check);
        var trusted = new AtomicReference<>(configuration.server().trust().networks());
        try (var lifetime = new Lifetime();
                var _ = alone(configuration);
                var id = ServerId.in(configuration.data());
                var store = DataOptions.open(terminal, configuration, Missing.IS_MADE, id.text());
                var server = Server.start(
                        configuration
                                .server()
                                .with(ServerSettings::dialogKey)
                                .of(DialogKeyFile.in(configuration.data()))
                                .with(ServerSettings::trust)
                                .of(configuration
                                        .server()
                                        .trust()
                                        .in(address -> trusted.get().test(address))),
                        endpoint(configuration),
                        stores(store, configuration),
                        new MailboxLog(configuration.server().mailbox().quota(), InstantSource.system()))) {
            Signals.register("HUP", new Reload(configuration, this::checked, running(server, configuration, trusted)));
            terminal.out().println(ready(server, configuration));
            var notice = ServiceNotice.in(terminal.environment());
            notice.say("READY=1");
            lifetime.await();
            notice.say("STOPPING=1");
            end(server, configuration);
        }
        return 0;
    }

    private EndpointSettings endpoint(Configuration configuration) {
        EndpointSettings settings = configuration.endpoint();
        if (settings.tls().isEmpty() || configuration.tls().hasCertificate()) return settings;
        TlsSettings.Own made = DevelopmentCertificate.in(configuration);
        terminal.say("WARNING: the TLS certificate is SELF-SIGNED (" + made.certificate()
                + "): phones, browsers and other servers will NOT TRUST it; --tls-cert FILE --tls-key FILE"
                + " give a real one");
        return settings.with(EndpointSettings::tls)
                .of(Optional.of(settings.tls().get().with(TlsSettings::own).of(Optional.of(made))));
    }

    private void end(Server server, Configuration configuration) {
        int left = server.drain(configuration.shutdown());
        if (left > 0)
            terminal.say(left + " requests were not finished within " + PlainWords.duration(configuration.shutdown())
                    + " (shutdown)");
    }

    /** Locks the directory of an SQLite database: two servers would deliver every message twice. Servers on PostgreSQL coordinate. */
    private static AutoCloseable alone(Configuration configuration) {
        return switch (configuration.store()) {
            case Storage.Sqlite _ -> DirectoryLock.take(configuration.data());
            case Storage.Postgresql _ -> () -> {};
        };
    }

    private Stores stores(SqlStore store, Configuration configuration) {
        var mail = new MailStores(store.devices(), store.mailboxes());
        return new Stores(
                store.accounts(),
                store.bindings(),
                store.changes(),
                Optional.of(mail).filter(_ -> configuration.server().mailbox().enabled()),
                configuration.server().trail().enabled() ? trail(store) : Optional.empty());
    }

    /** Empty when the trail cannot be opened: the server then runs without it. */
    private Optional<TrailStore> trail(SqlStore store) {
        try {
            return Optional.of(store.trail());
        } catch (StoreException e) {
            terminal.say("WARNING: there is NO TRAIL of messages: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Reload.Running running(
            Server server, Configuration started, AtomicReference<Predicate<InetAddress>> trusted) {
        return new Reload.Running() {
            private List<Cidr> told = Trusted.networks(started.trust());

            @Override
            public void take(Configuration configuration) {
                ServerSettings settings = configuration.server();
                LogToStandardError.talk(configuration.logLevel());
                trusted.set(settings.trust().networks());
                server.policies(settings.policies());
                server.rateLimits(settings.rateLimits());
                List<Cidr> networks = Trusted.networks(configuration.trust());
                if (!networks.equals(told)) warn(networks, started.server().openRegistration());
                told = networks;
            }

            @Override
            public boolean renewCertificates() {
                return server.renewCertificates();
            }
        };
    }

    private Configuration checked() {
        Configuration configuration = configuration();
        check(configuration);
        return configuration;
    }

    private Configuration configuration() {
        return data.sources(terminal)
                .flag("domains", "--domain", domains)
                .flag("listen", "--listen", listen)
                .flag("tls.cert", "--tls-cert", certificate.stream().toList())
                .flag("tls.key", "--tls-key", key.stream().toList())
                .flag("tls.trust", "--tls-trust", issuers.stream().toList())
                .flag("advertise", "--advertise", advertise.stream().toList())
                .flag("dns", "--dns", dns)
                .flag("trust", "--trust", trust)
                .flag("open-registration", "--open-registration", openRegistration ? List.of("true") : List.of())
                .over(DataOptions.defaults(terminal));
    }

    private static void check(Configuration configuration) {
        if (configuration.domains().isEmpty())
            throw new ConfigurationException("Expected a domain to serve, such as --domain example.com");
        if (configuration.server().openRegistration() && configuration.trust().isEmpty())
            throw new ConfigurationException(
                    "--open-registration: expected a trusted network beside it, such as --trust 127.0.0.0/8");
    }

    private void warn(Configuration configuration) {
        if (!configuration.tls().neighbours().isEmpty())
            terminal.say("WARNING: requests over TLS from servers with a certificate for "
                    + listed(configuration.tls().neighbours()) + " come in WITHOUT CREDENTIALS (tls.neighbours)");
        warn(configuration.trust(), configuration.server().openRegistration());
    }

    private void warn(List<?> sources, boolean openRegistration) {
        if (sources.isEmpty()) return;
        String trusted = listed(sources);
        terminal.say("WARNING: requests from " + trusted + " come in WITHOUT CREDENTIALS (--trust)");
        if (openRegistration) terminal.say("WARNING: " + trusted + " may REGISTER AS ANYBODY (--open-registration)");
    }

    private static String listed(List<?> some) {
        return some.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String ready(Server server, Configuration configuration) {
        String addresses =
                server.bound().stream().map(SipEndpoint.Bound::toString).collect(Collectors.joining(" "));
        String domains = configuration.domains().stream().map(Object::toString).collect(Collectors.joining(" "));
        return "aldis ready: " + addresses + " domains " + domains;
    }
}
