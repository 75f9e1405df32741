package io.aldis.server.mailbox;

import io.aldis.server.PendingCopy;
import io.aldis.server.Reach;
import io.aldis.server.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ends the wait of postponed messages when their device registers a new binding (DESIGN §5.6): another contact, address or connection than
 * those that it had when its queue began to wait, or any after it had none. A refresh ends no wait, and
 * what was put aside keeps its back-off: it may be what makes the device come back so often. For the event loop.
 */
final class EndedWaits {
    /** Where a device is reached. */
    private record Place(String requestUri, Reach reach) {
        static Set<Place> of(Target target) {
            return Stream.concat(Stream.of(target), target.others().stream())
                    .map(each -> new Place(each.requestUri().text(), each.reach()))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private Set<Place> places = Set.of();
    private boolean away;
    private boolean ended;
    /** Ids of the messages that are due by it. */
    private final Set<Long> due = new HashSet<>(0);

    /** The queue begins to wait. @param target where its device is now */
    void begin(Optional<Target> target) {
        places = target.map(Place::of).orElse(Set.of());
    }

    /** The device has registered, or has shown otherwise that it is there. */
    void deviceIsThere(Optional<Target> target) {
        if (places.isEmpty() || target.isEmpty()) return;
        if (away || !places.containsAll(Place.of(target.get()))) ended = true;
        away = false;
    }

    /** A binding of the device was removed. */
    void deviceIsAway(Optional<Target> target) {
        if (target.isEmpty()) away = true;
    }

    /** Whether all that waits must be looked at. */
    boolean areAllDue() {
        return ended;
    }

    /** The same copies, of which those are due whose wait has ended. */
    List<PendingCopy> of(List<PendingCopy> read, Instant now) {
        if (ended) for (PendingCopy copy : read) if (copy.postponedAt(now) && !copy.aside()) due.add(copy.letter());
        ended = false;
        var copies = new ArrayList<>(read);
        if (!due.isEmpty()) copies.replaceAll(copy -> due.contains(copy.letter()) ? copy.due() : copy);
        return copies;
    }

    /** That message is postponed anew, or gone. */
    void forget(long letter) {
        due.remove(letter);
    }
}
