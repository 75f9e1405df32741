package io.aldis.agent.call;

import io.aldis.agent.Failure;
import io.aldis.agent.send.OutboundQueue;
import io.aldis.sip.Uri;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/**
 * Queue of the messages in one call: one after the other (RFC 3428 §8), overlapping only when the application allows it and every hop is
 * congestion-controlled.
 */
final class InDialogQueue {
    private final Uri peer;
    private final BooleanSupplier congestionSafe;
    private final ArrayDeque<OutboundQueue.Turn> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean overlap;
    private boolean over;

    /** @param congestionSafe whether the present path is congestion-controlled */
    InDialogQueue(Uri peer, BooleanSupplier congestionSafe) {
        this.peer = peer;
        this.congestionSafe = congestionSafe;
    }

    void take(OutboundQueue.Turn turn) {
        if (over) {
            turn.refused(new Failure.CallOver());
        } else if (waiting.size() == OutboundQueue.FOR_ONE) {
            turn.refused(new Failure.LaneFull(peer.text(), waiting.size()));
        } else {
            waiting.add(turn);
            next();
        }
    }

    void allowOverlap() {
        overlap = true;
        next();
    }

    private void next() {
        while (!waiting.isEmpty() && (underWay == 0 || (overlap && congestionSafe.getAsBoolean()))) {
            underWay++;
            waiting.remove().begin(this::ended);
        }
    }

    private void ended() {
        underWay--;
        next();
    }

    /** Queued messages are not sent any more. */
    void close() {
        over = true;
        while (!waiting.isEmpty()) waiting.remove().refused(new Failure.CallOver());
    }
}
