package io.aldis.server;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which of the messages that wait for a device is sent next. Pure; the same over every store. */
public final class DeliveryOrder {
    /** Texts before receipts, each in the order of their arrival; those that were put aside come last. */
    public static final Comparator<PendingCopy> QUEUE = Comparator.comparing(PendingCopy::aside)
            .thenComparing(PendingCopy::kind)
            .thenComparing(PendingCopy::message);

    /** The next action. */
    public sealed interface Choice {
        /** This one is sent. */
        record Send(PendingCopy copy) implements Choice {}

        /** Nothing is due before that time. */
        record Wait(Instant until) implements Choice {}

        /** Nothing waits. */
        record Nothing() implements Choice {}
    }

    private DeliveryOrder() {}

    /**
     * A message is not sent before it is due, nor while an earlier one of the same sender and kind is postponed and still
     * {@linkplain PendingCopy#blocksAt blocks}; messages of other senders pass.
     *
     * @param copies in any order
     * @param passed ids of messages that are not sent now and block nothing
     */
    public static Choice choose(Collection<PendingCopy> copies, Instant now, Set<Long> passed) {
        List<PendingCopy> live = copies.stream()
                .filter(copy -> copy.expires().isAfter(now) && !passed.contains(copy.message()))
                .sorted(QUEUE)
                .toList();
        List<PendingCopy> blocking =
                live.stream().filter(copy -> copy.blocksAt(now)).toList();
        for (PendingCopy copy : live)
            if (!copy.postponedAt(now) && blocking.stream().noneMatch(other -> isBefore(other, copy)))
                return new Choice.Send(copy);
        Optional<Instant> first = live.stream()
                .filter(copy -> copy.postponedAt(now))
                .map(copy -> copy.changes(now))
                .min(Comparator.naturalOrder());
        return first.<Choice>map(Choice.Wait::new).orElseGet(Choice.Nothing::new);
    }

    private static boolean isBefore(PendingCopy one, PendingCopy other) {
        return one.message() < other.message()
                && one.kind() == other.kind()
                && one.sender().equals(other.sender());
    }
}
