package io.aldis.server;

import java.time.Instant;
import java.util.List;

/**
 * The recorded events of one message, or a part of them to be added to those stored.
 *
 * @param mark unique to this message, whatever its Call-ID is; that of a stored one is its {@link StoredMessage#seed}
 * @param began when the message came in
 * @param sender the address in its From
 * @param recipient the address that it was sent to
 * @param events ordered by time when they come from a store
 */
public record Trail(long mark, Instant began, String callId, String sender, String recipient, List<TrailEvent> events) {
    public Trail {
        events = List.copyOf(events);
    }
}
