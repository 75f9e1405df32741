package io.aldis.sip.outbound;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The keep-alives of one flow (RFC 5626 §4.4) as a state machine. The first is sent at once: a flow without any answer counts as failed
 * to establish (§4.5), and over UDP only the answer shows the public address.
 *
 * <pre>
 *   begin ──► asking ──answer──► resting ──80-100 % of the interval──► asking …
 *               │ ▲─over UDP: no answer, up to seven requests
 *               └──no answer, an error, another public address──► failed
 * </pre>
 *
 * <p>Times are parameters, in nanoseconds of any clock that never goes back. Not thread-safe.
 */
public final class Heartbeat {
    /** How long a connection may take to answer (§4.4.1). */
    private static final Duration PONG = Duration.ofSeconds(10);

    /** The first interval between two binding requests, and their number: RTO and Rc of RFC 8489 §6.2.1. */
    private static final Duration RTO = Duration.ofMillis(500);

    private static final int REQUESTS = 7;
    /** Timeout after the last of them, as a multiple of the RTO (Rm). */
    private static final int LAST = 16;

    private static final int ID = 12;

    private final boolean connection;
    private final RandomGenerator random;
    private Pauses pauses;
    private long askedAt;
    private int asked;
    private byte[] id = new byte[ID];
    private Optional<InetSocketAddress> seenAs = Optional.empty();
    private boolean proven;

    /** Interval between keep-alives: random, from the least to the most. */
    private record Pauses(Duration least, Duration most) {
        /** §4.4.1, the recommendation without battery constraints. */
        static final Pauses CONNECTION = new Pauses(Duration.ofSeconds(95), Duration.ofSeconds(120));
        /** §4.4.2. */
        static final Pauses DATAGRAMS = new Pauses(Duration.ofSeconds(24), Duration.ofSeconds(29));

        static Pauses of(boolean connection, Optional<Duration> flowTimer) {
            return flowTimer
                    .map(most -> new Pauses(most.multipliedBy(4).dividedBy(5), most))
                    .orElse(connection ? CONNECTION : DATAGRAMS);
        }

        long next(RandomGenerator random) {
            return random.nextLong(least.toNanos(), most.toNanos() + 1);
        }
    }

    /**
     * @param connection whether the flow is a connection; otherwise it is a UDP pair
     * @param flowTimer the Flow-Timer of the registrar
     */
    public Heartbeat(boolean connection, Optional<Duration> flowTimer, RandomGenerator random) {
        this.connection = connection;
        this.random = random;
        this.pauses = Pauses.of(connection, flowTimer);
    }

    /** Sets the Flow-Timer of a new response to REGISTER; it is used from the next keep-alive on. */
    public void timer(Optional<Duration> flowTimer) {
        pauses = Pauses.of(connection, flowTimer);
    }

    /** Whether any keep-alive was answered: only then was the flow established (§4.5). */
    public boolean proven() {
        return proven;
    }

    public Beat begin(long now) {
        return ask(now);
    }

    /** To be called when the time of the last {@link Beat} has passed. */
    public Beat rang(long now) {
        if (asked == 0) return ask(now);
        if (connection) return new Beat.Failed("no answer to a keep-alive within " + PONG.toSeconds() + " s");
        if (asked == REQUESTS) return new Beat.Failed("no answer to " + REQUESTS + " binding requests");
        return again();
    }

    private Beat ask(long now) {
        askedAt = now;
        id = new byte[ID];
        random.nextBytes(id);
        return again();
    }

    private Beat again() {
        asked++;
        return new Beat.Ask(id, connection ? PONG : RTO.multipliedBy(asked == REQUESTS ? LAST : 1L << (asked - 1)));
    }

    /** To be called for a pong on a connection. Empty when no keep-alive is unanswered. */
    public Optional<Beat> pong(long now) {
        return asked == 0 || !connection ? Optional.empty() : Optional.of(rest(now));
    }

    /**
     * To be called for a response to a binding request. Empty when it does not match the last request.
     *
     * @param request the transaction id of the response
     * @param from the public address that the server reports; empty for an error response
     */
    public Optional<Beat> answered(byte[] request, Optional<InetSocketAddress> from, long now) {
        if (asked == 0 || connection || !Arrays.equals(request, id)) return Optional.empty();
        if (from.isEmpty()) return Optional.of(new Beat.Failed("a binding request was refused"));
        if (seenAs.filter(before -> !before.equals(from.get())).isPresent())
            return Optional.of(
                    new Beat.Failed("the public address changed from " + seenAs.get() + " to " + from.get()));
        seenAs = from;
        return Optional.of(rest(now));
    }

    /** The interval is measured from the keep-alive, not from its answer, because the server does so, too. */
    private Beat rest(long now) {
        asked = 0;
        proven = true;
        return new Beat.Rest(Duration.ofNanos(Math.max(0, pauses.next(random) - (now - askedAt))));
    }
}
