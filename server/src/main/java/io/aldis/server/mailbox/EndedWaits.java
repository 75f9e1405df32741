package io.aldis.server.mailbox;

import io.aldis.server.PendingCopy;
import io.aldis.server.Reach;
import io.aldis.server.Target;
import io.aldis.sip.OnEventLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ends the wait of postponed messages when their device registers a new binding (DESIGN §5.6): a contact, address or connection other than
 * those at the time when its queue began to wait, or any binding after it had none. A refresh ends no wait. A message that was put aside
 * keeps its back-off: it may be what makes the device register so often.
 */
@OnEventLoop
final class EndedWaits {
    /** Request-URI and next hop of a device. */
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
    /** Ids of the messages whose wait has ended. */
    private final Set<Long> due = new HashSet<>(0);

    /** The queue begins to wait. @param target where its device is now */
    void begin(Optional<Target> target) {
        places = target.map(Place::of).orElse(Set.of());
    }

    /** The device has registered or taken a message: it is reachable. */
    void deviceIsThere(Optional<Target> target) {
        if (places.isEmpty() || target.isEmpty()) return;
        if (away || !places.containsAll(Place.of(target.get()))) ended = true;
        away = false;
    }

    /** A binding of the device was removed. */
    void deviceIsAway(Optional<Target> target) {
        if (target.isEmpty()) away = true;
    }

    /** Whether all pending copies must be read, postponed ones included. */
    boolean areAllDue() {
        return ended;
    }

    /** The same copies; those whose wait has ended are made due. */
    List<PendingCopy> of(List<PendingCopy> read, Instant now) {
        if (ended) for (PendingCopy copy : read) if (copy.postponedAt(now) && !copy.aside()) due.add(copy.message());
        ended = false;
        var copies = new ArrayList<>(read);
        if (!due.isEmpty()) copies.replaceAll(copy -> due.contains(copy.message()) ? copy.due() : copy);
        return copies;
    }

    /** That message was postponed again, or is gone. */
    void forget(long message) {
        due.remove(message);
    }
}
