package io.aldis.server.runtime;

import io.aldis.net.Listen;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.server.MailStores;
import io.aldis.server.MessagePolicy;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.server.ServerStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Gathers what a server needs; from {@link Server#builder}. Not for several threads. */
public final class ServerBuilder {
    private static final List<Listen> USUAL =
            List.of(Listen.parse("udp:0.0.0.0:5060"), Listen.parse("tcp:0.0.0.0:5060"));

    private final List<String> domains = new ArrayList<>();
    private final List<Listen> listeners = new ArrayList<>();
    private final List<ServerEvents> events = new ArrayList<>();
    private final List<MessagePolicy.Limited> policies = new ArrayList<>();
    private UnaryOperator<ServerSettings> settings = UnaryOperator.identity();
    private UnaryOperator<EndpointSettings> endpoint = UnaryOperator.identity();
    private Optional<Stores> stores = Optional.empty();

    ServerBuilder() {}

    /** A domain that the server is registrar and proxy of; at least one is needed. */
    public ServerBuilder domain(String... names) {
        for (String name : names) domains.add(name.toLowerCase(Locale.ROOT));
        return this;
    }

    /**
     * Where to listen: {@code udp:0.0.0.0:5060}, {@code tcp:127.0.0.1:0} for any free port. Without a listener: UDP and TCP, port 5060 of all IPv4
     * addresses.
     *
     * @throws IllegalArgumentException with what was expected and found
     */
    public ServerBuilder listen(String... addresses) {
        Arrays.stream(addresses).map(Listen::parse).forEach(listeners::add);
        return this;
    }

    /** Where accounts, bindings, messages and trails are stored. Without a store they are in memory, and gone when the process ends. */
    public ServerBuilder store(ServerStore store) {
        return store(Stores.of(store));
    }

    /** As the other; some may be missing. */
    public ServerBuilder store(Stores parts) {
        stores = Optional.of(parts);
        return this;
    }

    /** Adds a listener for everything that happens; with several each hears all. */
    public ServerBuilder events(ServerEvents listener) {
        events.add(listener);
        return this;
    }

    /** Adds a policy that is asked about each MESSAGE, after those before it: 2 s for a decision, else the sender gets 503. */
    public ServerBuilder policy(String name, MessagePolicy policy) {
        return policy(new MessagePolicy.Limited(name, policy));
    }

    /** As the other, with other limits. */
    public ServerBuilder policy(MessagePolicy.Limited policy) {
        policies.add(policy);
        return this;
    }

    /** Changes settings: {@code settings(it -> it.with(ServerSettings::patience).of(Duration.ofSeconds(5)))}. */
    public ServerBuilder settings(UnaryOperator<ServerSettings> changes) {
        UnaryOperator<ServerSettings> before = settings;
        settings = it -> changes.apply(before.apply(it));
        return this;
    }

    /** Changes settings of the sockets: {@code endpoint(it -> it.with(EndpointSettings::tls).of(Optional.of(…)))}. */
    public ServerBuilder endpoint(UnaryOperator<EndpointSettings> changes) {
        UnaryOperator<EndpointSettings> before = endpoint;
        endpoint = it -> changes.apply(before.apply(it));
        return this;
    }

    /**
     * Opens the listeners and reads the store. Waits for both.
     *
     * @throws IllegalArgumentException when there is no domain
     * @throws io.aldis.net.endpoint.BindException when a listener cannot be opened
     * @throws io.aldis.server.StoreException when the store cannot be read
     */
    public Server start() {
        return Server.start(
                settings.apply(ServerSettings.of(domains)),
                endpoint.apply(EndpointSettings.of(listeners.isEmpty() ? USUAL : listeners)),
                stores.orElseGet(ServerBuilder::memory),
                new Extensions(ServerEvents.all(events), policies));
    }

    private static Stores memory() {
        var accounts = new MemoryStore();
        var mail = new MemoryMail();
        return new Stores(accounts, accounts, accounts, Optional.of(new MailStores(mail, mail)));
    }
}
