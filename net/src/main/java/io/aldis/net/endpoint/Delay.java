package io.aldis.net.endpoint;

/**
 * How long what comes in waits before it is read. Two things are looked at once in each round of the event loop: how long
 * datagrams wait in a UDP socket, as one tells that it sends to itself; and how long a round takes, since that is what bytes of a
 * connection wait. One long round alone is a pause of the machine, not a load: of two in a row the shorter one counts.
 * For the event loop.
 */
final class Delay {
    private long before;
    private long last;
    private long nanos;

    Delay(long now) {
        before = now;
    }

    /** @param waiting nanoseconds that datagrams wait in the fullest UDP socket */
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
