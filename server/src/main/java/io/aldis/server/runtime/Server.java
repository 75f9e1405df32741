package io.aldis.server.runtime;

import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.server.Binding;
import io.aldis.server.Domains;
import io.aldis.server.Foreign;
import io.aldis.server.Policy;
import io.aldis.server.RateLimits;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.server.Trail;
import io.aldis.server.location.LocationService;
import io.aldis.server.trail.TrailRecorder;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: open from {@link ServerBuilder#start} to {@link #close}. Safe for every thread.
 *
 * <pre>{@code
 * try (var server = Server.builder().domain("example.org").listen("udp:127.0.0.1:0").start()) {
 *     server.accounts().add("sip:alice@example.org", "wonderland");
 *     System.out.println(server.bound());
 * }
 * }</pre>
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** Interval of the debug line of {@link ServerCounts}. */
    private static final Duration COUNTED = Duration.ofSeconds(5);

    private static final int MOST_TRAILS = 100;

    private final SipEndpoint endpoint;
    private final RequestPipeline pipeline;
    private final Parts parts;

    private record Parts(
            LocationService location,
            Stores stores,
            Observers observers,
            ServerAccounts accounts,
            AtomicReference<Map<String, Policy>> policies) {}

    /** A server to be built. */
    public static ServerBuilder builder() {
        return new ServerBuilder();
    }

    /** The listeners of each server. */
    private record Observers(TrafficCounters counters, Optional<TrailRecorder> trail) {
        ServerEvents with(ServerEvents others) {
            var all = new ArrayList<ServerEvents>(List.of(counters));
            trail.ifPresent(all::add);
            all.add(others);
            return ServerEvents.all(all);
        }
    }

    private Server(SipEndpoint endpoint, RequestPipeline pipeline, Parts parts) {
        this.endpoint = endpoint;
        this.pipeline = pipeline;
        this.parts = parts;
    }

    /** As the other, with policies. */
    static Server start(ServerSettings settings, EndpointSettings listeners, Stores stores, Extensions extensions) {
        if (settings.domains().isEmpty())
            throw new IllegalArgumentException("domains: expected at least one but there is none");
        SipEndpoint endpoint = SipEndpoint.bind(listeners);
        try {
            return start(settings, endpoint, stores, extensions);
        } catch (RuntimeException e) {
            endpoint.close();
            throw e;
        }
    }

    /**
     * Reads the stores and opens the listeners. Waits for both.
     *
     * @throws IllegalArgumentException when there is no domain
     * @throws io.aldis.net.endpoint.BindException when a listener cannot be opened
     * @throws io.aldis.server.StoreException when a store cannot be read
     */
    public static Server start(
            ServerSettings settings, EndpointSettings listeners, Stores stores, ServerEvents events) {
        return start(settings, listeners, stores, new Extensions(events, List.of()));
    }

    private static Server start(ServerSettings settings, SipEndpoint endpoint, Stores stores, Extensions extensions) {
        InstantSource clock = InstantSource.system();
        var location =
                new LocationService(stores.accounts(), stores.bindings(), stores.changes(), endpoint::execute, clock);
        var observers = new Observers(
                new TrafficCounters(),
                stores.trail()
                        .filter(_ -> settings.trail().enabled())
                        .map(trail -> new TrailRecorder(trail, settings.trail(), clock)));
        var policies = new AtomicReference<>(settings.policies());
        try {
            onLoop(endpoint, () -> {
                location.load();
                return true;
            });
            RequestPipeline pipeline = onLoop(
                    endpoint,
                    () -> new ServerAssembly(settings, endpoint, location, clock)
                            .pipeline(
                                    stores.mail().filter(_ -> settings.mailbox().enabled()),
                                    observers.with(extensions.events()),
                                    policies::get,
                                    extensions.policies()));
            endpoint.start(pipeline);
            observers.trail().ifPresent(TrailRecorder::start);
            ServerCounts.watch(endpoint, observers.counters(), COUNTED);
            LOG.info("started: domains={} listeners={}", settings.domains(), endpoint.bound());
            LOG.info(foreignSenders(settings.foreign()));
            var accounts = new ServerAccounts(stores.accounts(), stores.changes(), settings.domains());
            return new Server(endpoint, pipeline, new Parts(location, stores, observers, accounts, policies));
        } catch (RuntimeException e) {
            location.close();
            throw e;
        }
    }

    /** Runs {@code work} on the event loop and waits for it. */
    private static <T> T onLoop(SipEndpoint endpoint, Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, endpoint::execute).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static String foreignSenders(Foreign foreign) {
        if (foreign.from().equals(Domains.NONE))
            return "senders of other domains are refused (foreign.from: none); to accept them: \"foreign.from: all\" or"
                    + " \"foreign.from: [example.net]\" in the configuration";
        String whose = foreign.from().all()
                ? "all other domains"
                : String.join(", ", foreign.from().names());
        return "senders of " + whose
                + " write to local users without credentials, and their From is not verified (foreign.from)";
    }

    /** The listeners with their actual ports. */
    public List<SipEndpoint.Bound> bound() {
        return endpoint.bound();
    }

    /** Sets the policies of the domains, as in {@link ServerSettings#policies}. */
    public void policies(Map<String, Policy> others) {
        parts.policies().set(Map.copyOf(others));
    }

    /** Sets the rate limits, as in {@link ServerSettings#rateLimits}; the use of the old ones is reset. */
    public void rateLimits(RateLimits other) {
        endpoint.execute(() -> pipeline.rates(other));
    }

    /** Reloads certificates, keys and issuers whose files have changed. Waits for the disk. @return whether changed ones are in use now */
    public boolean renewCertificates() {
        return endpoint.renewCertificates();
    }

    /** The accounts. */
    public ServerAccounts accounts() {
        return parts.accounts();
    }

    /** The bindings that are valid now. Waits for the event loop: must not be called on it. */
    public Map<Aor, List<Binding>> registrations() {
        return onLoop(endpoint, parts.location()::registrations);
    }

    /**
     * What happened to the newest messages with that Call-ID, the oldest of them first; a step is there after about a quarter of a second. Empty when
     * the store keeps no trail. Waits for the store.
     */
    public List<Trail> trail(String callId) {
        return parts.stores()
                .trail()
                .map(trail -> trail.byCallId(callId, MOST_TRAILS))
                .orElse(List.of());
    }

    /** What the server has done since its start. */
    public TrafficCounters counters() {
        return parts.observers().counters();
    }

    /** Number of requests without a final answer at the moment, received and sent ones. Waits for the event loop: must not be called on it. */
    public int waiting() {
        return onLoop(endpoint, () -> endpoint.transactions().waiting());
    }

    /**
     * Refuses new requests with 503 and Retry-After, accepts no more connections, and finishes the pending requests: messages that wait for a device
     * are answered or stored. Waits for that; requests that are still pending afterwards get 503. To be followed by {@link #close}.
     *
     * @param within upper bound of the wait
     * @return number of requests that were not finished
     */
    public int drain(Duration within) {
        long end = System.nanoTime() + within.toNanos();
        endpoint.execute(pipeline::end);
        try {
            while (waiting() > 0 && System.nanoTime() < end) Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int left = waiting();
        endpoint.execute(pipeline::giveUp);
        return left;
    }

    @Override
    public void close() {
        endpoint.close();
        parts.location().close();
        parts.observers().trail().ifPresent(TrailRecorder::close);
    }
}
