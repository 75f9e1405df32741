package io.aldis.server.runtime;

import io.aldis.net.Flow;
import io.aldis.server.Arrival;
import io.aldis.server.Device;
import io.aldis.server.PendingDelivery;
import io.aldis.server.ServerEvents;
import io.aldis.server.StoredMessage;
import io.aldis.server.Target;
import io.aldis.sip.SipRequest;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a server has done since its start. To be read on every thread. */
public final class TrafficCounters implements ServerEvents {
    private final LongAdder received = new LongAdder();
    private final LongAdder retransmitted = new LongAdder();
    private final LongAdder turnedAway = new LongAdder();
    private final LongAdder responses = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder stray = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder delivered = new LongAdder();

    TrafficCounters() {}

    /** Inbound requests other than ACK, with retransmissions and those that were turned away. */
    public long requests() {
        return received.sum() + retransmitted.sum() + turnedAway.sum();
    }

    /** Retransmissions among the {@link #requests}. */
    public long retransmitted() {
        return retransmitted.sum();
    }

    /** New requests that were answered 503 at once, because of overload, a rate or shutdown. */
    public long turnedAway() {
        return turnedAway.sum();
    }

    /** Final responses of devices and other servers. */
    public long responses() {
        return responses.sum();
    }

    /** Inbound messages that could not be parsed. */
    public long malformed() {
        return malformed.sum();
    }

    /** Responses that matched no request of the server. */
    public long stray() {
        return stray.sum();
    }

    /** Messages that were stored in a mailbox. */
    public long stored() {
        return stored.sum();
    }

    /** Copies from mailboxes that a device has taken. */
    public long delivered() {
        return delivered.sum();
    }

    @Override
    public void received(Arrival request) {
        received.increment();
    }

    @Override
    public void retransmitted(SipRequest request, Flow flow) {
        retransmitted.increment();
    }

    @Override
    public void turnedAway(SipRequest request, Flow flow) {
        turnedAway.increment();
    }

    @Override
    public void branchAnswered(Arrival request, Target target, int code) {
        responses.increment();
    }

    @Override
    public void malformed(Flow flow) {
        malformed.increment();
    }

    @Override
    public void stray(Flow flow) {
        stray.increment();
    }

    @Override
    public void stored(long id, StoredMessage message, Set<String> devices) {
        stored.increment();
    }

    @Override
    public void deliveryAnswered(Device device, PendingDelivery copy, int code) {
        responses.increment();
        if (code / 100 == 2) delivered.increment();
    }
}
