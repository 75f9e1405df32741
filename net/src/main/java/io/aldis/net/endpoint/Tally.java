package io.aldis.net.endpoint;

import java.util.concurrent.atomic.LongAdder;

/** Counts of an endpoint, for those who run it. Safe for every thread. */
public final class Tally {
    private final LongAdder requests = new LongAdder();
    private final LongAdder responses = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder stray = new LongAdder();

    Tally() {}

    void request() {
        requests.increment();
    }

    void response(boolean matched) {
        (matched ? responses : stray).increment();
    }

    void badMessage() {
        malformed.increment();
    }

    /** Requests that came in, repeated ones included. */
    public long requests() {
        return requests.sum();
    }

    /** Responses that belonged to a request of ours. */
    public long responses() {
        return responses.sum();
    }

    /** What was no SIP message. */
    public long malformed() {
        return malformed.sum();
    }

    /** Responses that belonged to nothing. */
    public long stray() {
        return stray.sum();
    }
}
