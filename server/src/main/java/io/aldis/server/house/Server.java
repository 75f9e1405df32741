package io.aldis.server.house;

import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.server.AccountStore;
import io.aldis.server.BindingStore;
import io.aldis.server.Domains;
import io.aldis.server.Foreign;
import io.aldis.server.Intake;
import io.aldis.server.MailboxEvents;
import io.aldis.server.Policy;
import io.aldis.server.ServerSettings;
import io.aldis.server.directory.Directory;
import io.aldis.server.trail.Scribe;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: open from {@link #start} to {@link #close}. Safe for every thread.
 *
 * <pre>{@code
 * try (var server = Server.start(ServerSettings.of(List.of("example.org")),
 *         EndpointSettings.of(List.of(Listen.parse("udp:127.0.0.1:0"))), store.accounts(), store.bindings())) {
 *     System.out.println(server.bound());
 * }
 * }</pre>
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** How often those who watch are told what there is. */
    private static final Duration COUNTED = Duration.ofSeconds(5);

    private final SipEndpoint endpoint;
    private final Corridor corridor;
    private final Directory directory;

    private final Optional<Scribe> scribe;

    private Server(SipEndpoint endpoint, Corridor corridor, Directory directory, Optional<Scribe> scribe) {
        this.endpoint = endpoint;
        this.corridor = corridor;
        this.directory = directory;
        this.scribe = scribe;
    }

    /**
     * Reads the stores and opens the listeners. Waits for both.
     *
     * @throws io.aldis.net.endpoint.BindException when a listener cannot be opened
     * @throws io.aldis.server.StoreException when a store cannot be read
     */
    public static Server start(
            ServerSettings settings, EndpointSettings listeners, AccountStore accounts, BindingStore bindings) {
        return start(settings, listeners, new Stores(accounts, bindings, Optional.empty()), MailboxEvents.NONE);
    }

    /**
     * As the other; keeps messages for those who are away where there is a store for them.
     *
     * @param events hears what happens to them
     */
    public static Server start(
            ServerSettings settings, EndpointSettings listeners, Stores stores, MailboxEvents events) {
        var late = new LateExecutor();
        var directory = new Directory(stores.accounts(), stores.bindings(), late, InstantSource.system());
        directory.load();
        var scribe = stores.trail().map(trail -> new Scribe(trail, settings.trail(), InstantSource.system()));
        MailboxEvents all = scribe.map(it -> MailboxEvents.both(events, it)).orElse(events);
        try {
            var corridor = new Corridor(
                    settings,
                    directory,
                    stores.mail().map(mail -> new Mail(mail, all)),
                    scribe,
                    InstantSource.system());
            SipEndpoint endpoint = SipEndpoint.open(listeners, opening -> {
                late.is(opening::execute);
                return corridor;
            });
            corridor.open(endpoint);
            scribe.ifPresent(Scribe::start);
            Counts.watch(endpoint, COUNTED);
            LOG.info("domains {}, listening on {}", settings.domains(), endpoint.bound());
            LOG.info(foreignSenders(settings.foreign()));
            return new Server(endpoint, corridor, directory, scribe);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
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
                + " write to our users without credentials, and nobody verifies their From (foreign.from)";
    }

    /** The listeners, with the ports that they really have. */
    public List<SipEndpoint.Bound> bound() {
        return endpoint.bound();
    }

    /** What all accounts of a domain take from now on, as in {@link ServerSettings#policies}. */
    public void policies(Map<String, Policy> others) {
        corridor.policies(others);
    }

    /** How much is taken in from now on, as in {@link ServerSettings#intake}; what was saved up before is forgotten. */
    public void intake(Intake other) {
        endpoint.execute(() -> corridor.intake(other));
    }

    /** Reads certificates, keys and issuers again whose files have changed. Waits for the disk. @return whether others are in use now */
    public boolean renewCertificates() {
        return endpoint.renewCertificates();
    }

    /** Counts of what came in. */
    public io.aldis.net.endpoint.Tally tally() {
        return endpoint.tally();
    }

    /** Requests that wait for an answer at the moment, theirs and ours. Waits for the event loop: not to be called on it. */
    public int waiting() {
        return CompletableFuture.supplyAsync(() -> endpoint.transactions().waiting(), endpoint::execute)
                .join();
    }

    /**
     * Takes nothing new and finishes what it has: whoever sends hears 503 with Retry-After, connections are accepted no more, messages
     * that wait for a device are answered or kept. Waits for that; those who still wait after it hear 503. To be followed by
     * {@link #close}.
     *
     * @param within how long it may take
     * @return requests that were not finished
     */
    public int drain(Duration within) {
        long end = System.nanoTime() + within.toNanos();
        endpoint.execute(corridor::end);
        try {
            while (waiting() > 0 && System.nanoTime() < end) Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int left = waiting();
        endpoint.execute(corridor::giveUp);
        return left;
    }

    @Override
    public void close() {
        endpoint.close();
        directory.close();
        scribe.ifPresent(Scribe::close);
    }
}
