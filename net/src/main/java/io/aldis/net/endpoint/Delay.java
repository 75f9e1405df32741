package io.aldis.net.endpoint;

import io.aldis.sip.OnEventLoop;

/**
 * How long inbound octets wait before they are read: the higher of two measures. For UDP it is the wait in the socket, measured by a probe. For
 * connections it is the time between two ticks of the event loop. A single long tick is a pause of the machine and not load: of two in a row
 * the shorter one counts.
 */
@OnEventLoop
final class Delay {
    private long before;
    private long last;
    private long nanos;

    Delay(long now) {
        before = now;
    }

    /** To be called once per tick. @param waiting nanoseconds that datagrams wait in the UDP socket where they wait longest */
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
