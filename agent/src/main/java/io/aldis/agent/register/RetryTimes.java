package io.aldis.agent.register;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Times of the next registration. They are random, so that the clients of a restarted server do not register all at once. */
final class RetryTimes {
    private static final long LONG_LIVED = 1200;
    private static final long AHEAD = 600;
    private static final int DOUBLINGS = 6;
    private static final int LONGEST = 60;
    private static final int NOT_URGENT = 3;
    private static final long RECONNECT = 1_000;

    private final RandomGenerator random;
    private final long firstPause;

    /** @param firstPause shortest pause after the first failure; half a minute by default; the longest pause is sixty times that */
    RetryTimes(RandomGenerator random, Duration firstPause) {
        this.random = random;
        this.firstPause = firstPause.toMillis();
    }

    /** Refresh: ten minutes before the end, or after half of the lifetime when that is less (3GPP TS 24.229 §5.1.1.4.1). */
    Duration refresh(Duration granted) {
        long seconds = granted.toSeconds();
        return seconds > LONG_LIVED ? Duration.ofSeconds(seconds - AHEAD) : granted.dividedBy(2);
    }

    /**
     * Pause after a failure: half a minute to a minute, then doubled, up to a quarter to half an hour; three times as long where it is not
     * urgent (RFC 5626 §4.5).
     *
     * @param failures in a row, this one included
     * @param others whether another flow of this agent is up
     */
    Duration afterFailure(int failures, boolean others) {
        long base = others ? firstPause * NOT_URGENT : firstPause;
        long most = Math.min(base << Math.min(failures, DOUBLINGS), firstPause * LONGEST);
        return Duration.ofMillis(random.nextLong(most / 2, most + 1));
    }

    /** Short pause: the server may have restarted, and no request reaches us before it has our binding. */
    Duration afterLostConnection() {
        return Duration.ofMillis(random.nextLong(RECONNECT / 2, RECONNECT + 1));
    }
}
