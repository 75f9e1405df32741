package io.aldis.server;

import java.time.Instant;

/**
 * When and how a pending copy is tried again.
 *
 * @param notBefore when the next try is due
 * @param blocksUntil as {@link PendingCopy#blocksUntil}
 * @param answered whether the device has answered the last try, so that the next try is a new transaction
 * @param aside as {@link PendingCopy#aside}
 */
public record Postponement(Instant notBefore, Instant blocksUntil, boolean answered, boolean aside) {
    /** A message that is put aside: it comes after all others, and blocks none. */
    public static Postponement aside(Instant notBefore) {
        return new Postponement(notBefore, Instant.EPOCH, false, true);
    }
}
