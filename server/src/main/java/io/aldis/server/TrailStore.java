package io.aldis.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Trails on disk. Safe for every thread; calls block, so they are not for the event loop. A failure throws a {@link StoreException}, and nothing of
 * the change is done. A power failure may lose the last seconds.
 */
public interface TrailStore {
    /** Begins these trails, or continues those with the same mark. @param gap replaces the one with the same mark */
    void write(List<Trail> trails, Optional<TrailGap> gap);

    /** The newest messages with this Call-ID, the oldest of them first. */
    List<Trail> byCallId(String callId, int most);

    /** The newest messages from or to this address, the oldest of them first. */
    List<Trail> byAddress(String address, Instant since, int most);

    /** Gaps that overlap this period, the oldest first. */
    List<TrailGap> gaps(Instant since, Instant until);

    /**
     * Removes trails that began and gaps that ended before that time, and the oldest trails where there are more than {@code most}.
     *
     * @param portion how many trails are examined in one call
     * @return how many of them were removed
     */
    int forget(Instant before, long most, int portion);
}
