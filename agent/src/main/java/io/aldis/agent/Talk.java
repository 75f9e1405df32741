package io.aldis.agent;

import io.aldis.sip.Uri;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/**
 * The messages inside one call, one after the other (RFC 3428 §8): overlapping only where the application allows it and every hop is
 * congestion-controlled.
 */
final class Talk {
    private final Uri peer;
    private final BooleanSupplier congestionSafe;
    private final ArrayDeque<Turns.Turn> waiting = new ArrayDeque<>();
    private int flying;
    private boolean overlap;
    private boolean over;

    /** @param congestionSafe whether the way is, as it is now */
    Talk(Uri peer, BooleanSupplier congestionSafe) {
        this.peer = peer;
        this.congestionSafe = congestionSafe;
    }

    void take(Turns.Turn turn) {
        if (over) {
            turn.refused(new Failure.CallOver());
        } else if (waiting.size() == Turns.FOR_ONE) {
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
        while (!waiting.isEmpty() && (flying == 0 || (overlap && congestionSafe.getAsBoolean()))) {
            flying++;
            waiting.remove().begin(this::landed);
        }
    }

    private void landed() {
        flying--;
        next();
    }

    /** What still waits is not sent any more. */
    void close() {
        over = true;
        while (!waiting.isEmpty()) waiting.remove().refused(new Failure.CallOver());
    }
}
