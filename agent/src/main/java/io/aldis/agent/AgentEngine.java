package io.aldis.agent;

import io.aldis.net.Listen;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.SipUri;
import io.aldis.sip.transaction.Timers;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * The parts that several agents of one process share: the event loop, the sockets and connections, TLS and the cache of DNS answers. An agent without
 * {@link AgentBuilder#engine} has one of its own.
 *
 * {@snippet :
 * try (var engine = AgentEngine.builder().listen(Listen.parse("tcp:0.0.0.0:5070")).open()) {
 *     Agent alice = Agent.builder().engine(engine).address("sip:alice@example.com").server("sip.example.com").open();
 *     Agent bob = Agent.builder().engine(engine).address("sip:bob@example.com").server("sip.example.com").open();
 * }
 * }
 *
 * <p>A request belongs to the agent whose contact or GRUU is its Request-URI, else to the one whose address it is. Safe for every thread.
 */
public interface AgentEngine extends AutoCloseable {
    /** Settings of an engine that is not open yet. */
    static Builder builder() {
        return new Builder();
    }

    /** The sockets, with the ports that were bound. */
    List<SipEndpoint.Bound> bound();

    /** The open agents. */
    List<Agent> agents();

    /**
     * Opens an agent; programs call {@link AgentBuilder#open} instead.
     *
     * @param first called with the agent before it gets any request
     */
    Agent open(AgentSettings settings, Consumer<Agent> first);

    /** Closes all agents as {@link Agent#close} does, at the same time, then the sockets. */
    @Override
    void close();

    /** Opens engines; found by {@link ServiceLoader}, so that this package does not depend on those that implement it. */
    interface Provider {
        /** @throws AgentStartException when a socket cannot be opened */
        AgentEngine open(Settings settings);
    }

    /**
     * The settings of an engine.
     *
     * @param listen where to listen; when empty, what suits {@code servers}
     * @param advertised our host in Via and Contact
     * @param servers first hops of requests, to find the local address that is used towards them
     * @param alone whether it is for one agent only, and closed with it
     */
    record Settings(
            List<Listen> listen,
            Optional<String> advertised,
            List<SipUri> servers,
            boolean alone,
            Resources resources) {
        /** The default: UDP and TCP on a free port, no TLS. */
        public static final Settings DEFAULT =
                new Settings(List.of(), Optional.empty(), List.of(), true, Resources.DEFAULT);

        public Settings {
            listen = List.copyOf(listen);
            servers = List.copyOf(servers);
        }

        Settings listen(List<Listen> where) {
            return new Settings(where, advertised, servers, alone, resources);
        }

        Settings advertised(String host) {
            return new Settings(listen, Optional.of(host), servers, alone, resources);
        }

        Settings servers(List<SipUri> first) {
            return new Settings(listen, advertised, first, alone, resources);
        }

        Settings shared() {
            return new Settings(listen, advertised, servers, false, resources);
        }

        /** With TLS connections; reading the trusted issuers takes a while. */
        Settings secure() {
            return resources(new Resources(resources.trust(), true, resources.nameServers(), resources.timers()));
        }

        Settings resources(Resources others) {
            return new Settings(listen, advertised, servers, alone, others);
        }

        AgentEngine open() {
            return ServiceLoader.load(Provider.class, Provider.class.getClassLoader())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "No " + Provider.class.getName() + " found: is META-INF/services of aldis-agent missing?"))
                    .open(this);
        }
    }

    /**
     * The resources of an engine besides its sockets.
     *
     * @param trust file with the trusted issuers, in PEM; when empty those of the Java runtime
     * @param secure whether TLS connections may be made
     * @param nameServers for look-ups of domains; when empty those of the system
     * @param timers of transactions (RFC 3261 §17)
     */
    record Resources(Optional<Path> trust, boolean secure, List<InetSocketAddress> nameServers, Timers timers) {
        public static final Resources DEFAULT = new Resources(Optional.empty(), false, List.of(), Timers.DEFAULT);

        public Resources {
            nameServers = List.copyOf(nameServers);
        }

        Resources trust(Path issuers) {
            return new Resources(Optional.of(issuers), true, nameServers, timers);
        }

        Resources nameServers(List<InetSocketAddress> servers) {
            return new Resources(trust, secure, servers, timers);
        }

        Resources timers(Timers others) {
            return new Resources(trust, secure, nameServers, others);
        }
    }

    /** Settings of an engine that is not open yet. For one thread, and one engine. */
    final class Builder {
        private Settings settings = Settings.DEFAULT.shared().secure();

        private Builder() {}

        /** Where to listen. If not called, UDP and TCP on any free port of all addresses. */
        public Builder listen(Listen... where) {
            settings = settings.listen(List.of(where));
            return this;
        }

        /** Our host in Via and Contact. If not called, the address that we listen on. */
        public Builder advertise(String host) {
            settings = settings.advertised(host);
            return this;
        }

        /** Trusted issuers for TLS: a file with certificates in PEM. If not called, those of the Java runtime. */
        public Builder trust(Path issuers) {
            settings = settings.resources(settings.resources().trust(issuers));
            return this;
        }

        /** The name servers for look-ups of domains, in this order; if not called, those of the system. */
        public Builder nameServers(InetSocketAddress... servers) {
            settings = settings.resources(settings.resources().nameServers(List.of(servers)));
            return this;
        }

        /** Transaction timers, for tests that cannot wait 32 seconds. */
        Builder timers(Timers shorter) {
            settings = settings.resources(settings.resources().timers(shorter));
            return this;
        }

        /**
         * Opens the sockets.
         *
         * @throws AgentStartException when a socket cannot be opened
         */
        public AgentEngine open() {
            return settings.open();
        }
    }
}
