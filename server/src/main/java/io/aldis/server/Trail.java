package io.aldis.server;

import java.time.Instant;
import java.util.List;

/**
 * The time line of one message, or a part of it that is to be added to what is known.
 *
 * @param mark of this message and no other, whatever its Call-ID is; that of a kept one is its {@link StoredMessage#seed}
 * @param began when the message came in
 * @param sender the address in its From
 * @param recipient the address that it was sent to
 * @param events in the order of their time when they come from a store
 */
public record Trail(long mark, Instant began, String callId, String sender, String recipient, List<TrailEvent> events) {
    public Trail {
        events = List.copyOf(events);
    }
}
