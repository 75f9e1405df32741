package io.aldis.net.endpoint;

import java.util.concurrent.atomic.LongAdder;

/** Message counters of an endpoint, for the operator. Safe for every thread. */
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

    /** Inbound requests, retransmissions included. */
    public long requests() {
        return requests.sum();
    }

    /** Responses that matched a client transaction. */
    public long responses() {
        return responses.sum();
    }

    /** Inbound messages that could not be parsed. */
    public long malformed() {
        return malformed.sum();
    }

    /** Responses that matched no client transaction. */
    public long stray() {
        return stray.sum();
    }
}
