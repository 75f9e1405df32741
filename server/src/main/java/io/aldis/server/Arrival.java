package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.transaction.ServerTransaction;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request as it was received: one object from its first event to its last ({@link ServerEvents}). */
@OnEventLoop
public final class Arrival implements ServerTransaction.Ending {
    /** The mark of a request that has no trail. */
    public static final long UNMARKED = 0;

    private SipRequest request;
    private final Optional<ServerTransaction<Flow>> exchange;
    private final Flow flow;
    private final ServerEvents events;
    private final Instant at;
    private @Nullable Recorded recorded;
    private @Nullable Answer own;

    /** What the trail keeps of one request, so that it needs no map to find it again. */
    public interface Recorded {
        /** Becomes the {@link StoredMessage#seed} when the message is stored, so that its later steps are matched to its trail. */
        long mark();
    }

    /**
     * @param exchange the transaction to answer; absent for an ACK
     * @param events hear what happens to the request
     * @param at when it was received: its Expires counts from then where it has no Date, however long the server waits for its devices
     */
    public Arrival(
            SipRequest request,
            Optional<ServerTransaction<Flow>> exchange,
            Flow flow,
            ServerEvents events,
            Instant at) {
        this.request = request;
        this.exchange = exchange;
        this.flow = flow;
        this.events = events;
        this.at = at;
    }

    /** A request with a transaction, whose end is reported by {@link ServerEvents#answered(Arrival, int)}. */
    public static Arrival of(ServerTransaction<Flow> exchange, ServerEvents events, Instant at) {
        var arrival = new Arrival(exchange.request(), Optional.of(exchange), exchange.origin(), events, at);
        exchange.whenEnded(arrival);
        return arrival;
    }

    public SipRequest request() {
        return request;
    }

    /** A policy has changed headers or content; it stays the same request for {@link ServerEvents}. */
    public void changedTo(SipRequest other) {
        request = other;
    }

    public Optional<ServerTransaction<Flow>> exchange() {
        return exchange;
    }

    /** The flow that it was received on. */
    public Flow flow() {
        return flow;
    }

    /** Hear what happens to it. */
    public ServerEvents events() {
        return events;
    }

    public Instant at() {
        return at;
    }

    /** {@link Recorded#mark} of its trail, {@link #UNMARKED} without one. */
    public long mark() {
        Recorded trail = recorded;
        return trail == null ? UNMARKED : trail.mark();
    }

    public @Nullable Recorded recorded() {
        return recorded;
    }

    /** For the trail. */
    public void recordedAs(Recorded trail) {
        recorded = trail;
    }

    /** The transaction is about to be answered with that answer of the server itself, unless it is answered already. */
    public void answering(Answer answer) {
        own = answer;
    }

    /** For the transaction. An answer that is too long for an unproven source is not sent (code 0), and reported all the same. */
    @Override
    public void ended(int code) {
        Answer answer = own;
        if (answer != null
                && (code == DeviceAnswer.NOTHING || code == answer.status().code())) events.answered(this, answer);
        else events.answered(this, code);
    }
}
