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
 * What several agents of one process share: the event loop, the sockets and connections, TLS and the cache of DNS answers. An agent without
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

    /** The sockets, with the ports that they really have. */
    List<SipEndpoint.Bound> bound();

    /** The agents that are open. */
    List<Agent> agents();

    /**
     * Opens an agent; programs call {@link AgentBuilder#open} instead.
     *
     * @param first is handed the agent before anything that comes in reaches it
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
     * What is needed to open an engine.
     *
     * @param listen where to listen; when empty, what suits {@code servers}
     * @param advertised our host for others, in Via and Contact
     * @param servers that requests will go to first, to find a local address that faces them
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

        /** With TLS connections, whose issuers take a while to read. */
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
     * What an engine has besides its sockets.
     *
     * @param trust file with the issuers whose certificates are trusted, in PEM; when empty those of the Java runtime
     * @param secure whether TLS connections may be made
     * @param nameServers that are asked for domains; when empty those of the system
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

    /** How an engine is to be. For one thread, and one engine. */
    final class Builder {
        private Settings settings = Settings.DEFAULT.shared().secure();

        private Builder() {}

        /** Where to listen. If not called, UDP and TCP on any free port of all addresses. */
        public Builder listen(Listen... where) {
            settings = settings.listen(List.of(where));
            return this;
        }

        /** Our host for others, in Via and Contact. If not called, the address that we listen on. */
        public Builder advertise(String host) {
            settings = settings.advertised(host);
            return this;
        }

        /** Whose certificates are trusted over TLS: a file with issuers, in PEM. If not called, those that the Java runtime trusts. */
        public Builder trust(Path issuers) {
            settings = settings.resources(settings.resources().trust(issuers));
            return this;
        }

        /** Which name servers are asked for domains, in this order; if not called, those of the system. */
        public Builder nameServers(InetSocketAddress... servers) {
            settings = settings.resources(settings.resources().nameServers(List.of(servers)));
            return this;
        }

        /** For tests that will not wait 32 seconds. */
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
