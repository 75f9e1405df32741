package io.aldis.sip.outbound;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The keep-alives of one flow (RFC 5626 §4.4) as a machine. The first goes out at once: a flow that was never answered counts as one
 * that was never made (§4.5), and over UDP nobody knows before how the server sees us.
 *
 * <pre>
 *   begin ──► asking ──answer──► resting ──80-100 % of the interval──► asking …
 *               │ ▲─over UDP: silence, seven times in all
 *               └──silence, an error, another address of ours──► failed
 * </pre>
 *
 * <p>Time is handed in, in nanoseconds of any clock that never goes back.
 */
public final class Heartbeat {
    /** How long a connection may take to answer (§4.4.1). */
    private static final Duration PONG = Duration.ofSeconds(10);

    /** The first pause between two binding requests, and how many there are: RTO and Rc of RFC 8489 §6.2.1. */
    private static final Duration RTO = Duration.ofMillis(500);

    private static final int REQUESTS = 7;
    /** After the last of them, as a multiple of the RTO. */
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

    /** Between keep-alives: any time from the least to the most. */
    private record Pauses(Duration least, Duration most) {
        /** §4.4.1 where nobody saves a battery. */
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
     * @param connection whether it is one, or a UDP pair
     * @param flowTimer the server's word
     */
    public Heartbeat(boolean connection, Optional<Duration> flowTimer, RandomGenerator random) {
        this.connection = connection;
        this.random = random;
        this.pauses = Pauses.of(connection, flowTimer);
    }

    /** The registrar has answered again: from the next keep-alive on its new word holds. */
    public void timer(Optional<Duration> flowTimer) {
        pauses = Pauses.of(connection, flowTimer);
    }

    /** Whether a keep-alive was ever answered: only then has the flow been a success (§4.5). */
    public boolean proven() {
        return proven;
    }

    public Beat begin(long now) {
        return ask(now);
    }

    /** The time that was asked for is over. */
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

    /** A connection has answered. Nothing for an answer to no question. */
    public Optional<Beat> pong(long now) {
        return asked == 0 || !connection ? Optional.empty() : Optional.of(rest(now));
    }

    /**
     * An answer to a binding request. Nothing for one that is not ours.
     *
     * @param from our address as the server sees it; empty for an answer that is an error
     */
    public Optional<Beat> answered(byte[] request, Optional<InetSocketAddress> from, long now) {
        if (asked == 0 || connection || !Arrays.equals(request, id)) return Optional.empty();
        if (from.isEmpty()) return Optional.of(new Beat.Failed("a binding request was refused"));
        if (seenAs.filter(before -> !before.equals(from.get())).isPresent())
            return Optional.of(new Beat.Failed("we were seen as " + seenAs.get() + ", and are now as " + from.get()));
        seenAs = from;
        return Optional.of(rest(now));
    }

    /** The pause counts from the question: the server counts from there, too. */
    private Beat rest(long now) {
        asked = 0;
        proven = true;
        return new Beat.Rest(Duration.ofNanos(Math.max(0, pauses.next(random) - (now - askedAt))));
    }
}
