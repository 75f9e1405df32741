package io.aldis.agent;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.Locator;
import io.aldis.sip.locate.NextHop;
import io.aldis.sip.locate.Transports;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Sends requests of ours on the way that {@link Pathfinder} knows and keeps those that wait for an answer. */
final class Requests {
    private static final Reply CLOSED = new Reply.Silence(new Failure.Closed());

    private static final Transports SECURE = new Transports(List.of(Transport.UDP, Transport.TCP, Transport.TLS), true);

    private final SipEndpoint endpoint;
    private final Plan plan;
    private final Pathfinder pathfinder;
    private final HopSelector hops;
    private final Reach reach;
    private final Set<Exchange> open = new HashSet<>();
    private boolean closed;

    Requests(SipEndpoint endpoint, Plan plan) {
        this.endpoint = endpoint;
        this.plan = plan;
        boolean secure = plan.settings().tls().isPresent();
        var locator = new Locator(endpoint.dns(), secure ? SECURE : Transports.PLAIN, new SecureRandom());
        this.pathfinder = new Pathfinder(plan.servers(), plan.me().address().domain(), locator);
        this.hops = new HopSelector(endpoint);
        this.reach = new Reach(plan.me());
    }

    SipEndpoint endpoint() {
        return endpoint;
    }

    Plan plan() {
        return plan;
    }

    HopSelector hops() {
        return hops;
    }

    Reach reach() {
        return reach;
    }

    /** How long one transaction waits for its answer. */
    Duration patience() {
        return plan.settings().timers().timeout();
    }

    /**
     * Sends, from any thread, without waiting.
     *
     * @param then hears the reply, once, on the event loop, or at once when the agent is closed
     */
    void send(Draft draft, Consumer<Reply> then) {
        seek(draft, way -> start(way.draft(), way.peers(), then), then);
    }

    /**
     * Finds where a request goes next, from any thread.
     *
     * @param found hears it on the event loop; else {@code then} hears why not
     */
    void find(Draft draft, Consumer<List<NextHop>> found, Consumer<Reply> then) {
        seek(draft, way -> found.accept(way.peers()), then);
    }

    private void seek(Draft draft, Consumer<Pathfinder.Way.Through> found, Consumer<Reply> then) {
        pathfinder.find(draft, way -> onLoop(() -> arrive(way, found, then), then));
    }

    private void onLoop(Runnable work, Consumer<Reply> then) {
        try {
            endpoint.execute(work);
        } catch (RejectedExecutionException _) {
            then.accept(CLOSED);
        }
    }

    // ---- on the event loop

    private void arrive(Pathfinder.Way way, Consumer<Pathfinder.Way.Through> found, Consumer<Reply> then) {
        switch (way) {
            case Pathfinder.Way.Nowhere(var why) -> then.accept(closed ? CLOSED : new Reply.Silence(why));
            case Pathfinder.Way.Through _ when closed -> then.accept(CLOSED);
            case Pathfinder.Way.Through through -> found.accept(through);
        }
    }

    private void start(Draft draft, List<NextHop> peers, Consumer<Reply> then) {
        var exchange = new Exchange(this, draft, draft.course().sorted(hops.sorted(peers)), then);
        open.add(exchange);
        exchange.start();
    }

    void ended(Exchange exchange) {
        open.remove(exchange);
    }

    /** Nothing is sent any more, and those who wait hear so. */
    void close() {
        closed = true;
        for (Exchange exchange : List.copyOf(open)) exchange.abort(new Failure.Closed());
    }
}
