package io.aldis.net.endpoint;

import io.aldis.sip.transaction.Wire;
import io.aldis.sip.wire.OverloadFeedback;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** The wire for responses to a peer that asks for overload feedback: each carries the percentage at the time of sending (RFC 7339 §5.2). */
record Feedback(Wire back, IntSupplier percent, LongSupplier sequence) implements Wire {
    /** The default validity, in milliseconds (RFC 7339 §4.3). */
    private static final int VALIDITY = 500;

    @Override
    public boolean reliable() {
        return back.reliable();
    }

    @Override
    public void send(byte[] bytes, Unsent unsent) {
        back.send(OverloadFeedback.told(bytes, percent.getAsInt(), VALIDITY, sequence.getAsLong()), unsent);
    }
}
