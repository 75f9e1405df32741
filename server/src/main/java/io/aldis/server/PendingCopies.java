package io.aldis.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The pending copies of one device.
 *
 * @param copies in the order of {@link DeliveryOrder#QUEUE}; the first ones when there are more than requested
 * @param elsewhere until when another server delivers to this device; then {@code copies} is empty
 */
public record PendingCopies(List<PendingCopy> copies, Optional<Instant> elsewhere) {
    public PendingCopies {
        copies = List.copyOf(copies);
    }

    public static PendingCopies of(List<PendingCopy> copies) {
        return new PendingCopies(copies, Optional.empty());
    }

    /** Another server delivers to the device until then. */
    public static PendingCopies elsewhereUntil(Instant until) {
        return new PendingCopies(List.of(), Optional.of(until));
    }
}
