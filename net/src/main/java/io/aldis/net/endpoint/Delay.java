package io.aldis.net.endpoint;

/**
 * How long what comes in waits before it is read. Two things are looked at once in each round of the event loop: how long ago a UDP
 * socket was empty for the last time, since all that is read now has come after that moment; and how long a round takes, since that is
 * what bytes of a connection wait. One long round alone is a pause of the machine, not a load: of two in a row the shorter one counts.
 * For the event loop.
 */
final class Delay {
    private long before;
    private long last;
    private long nanos;

    Delay(long now) {
        before = now;
    }

    /** @param waiting nanoseconds since the fullest UDP socket was empty */
    void round(long now, long waiting) {
        long round = now - before;
        nanos = Math.max(waiting, Math.min(round, last));
        before = now;
        last = round;
    }

    long nanos() {
        return nanos;
    }
}
