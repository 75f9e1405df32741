package io.aldis.server;

import java.time.Instant;

/**
 * How the copy of a message for one device is tried again.
 *
 * @param notBefore when
 * @param blocksUntil as {@link PendingCopy#blocksUntil}
 * @param answered whether the device has answered the last try, so that the next one is another transaction
 * @param aside as {@link PendingCopy#aside}
 */
public record Postponement(Instant notBefore, Instant blocksUntil, boolean answered, boolean aside) {}
