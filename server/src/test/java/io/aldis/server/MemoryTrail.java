package io.aldis.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Trails that end with the test. Safe for every thread. */
public final class MemoryTrail implements TrailStore {
    private final Map<Long, Trail> trails = new LinkedHashMap<>();
    private final Map<Long, TrailGap> gaps = new LinkedHashMap<>();
    private boolean broken;

    /** Whether nothing can be written now. */
    public synchronized void broken(boolean now) {
        broken = now;
    }

    @Override
    public synchronized void write(List<Trail> more, Optional<TrailGap> gap) {
        if (broken) throw new StoreException("the trail is broken");
        for (Trail trail : more) trails.merge(trail.mark(), trail, MemoryTrail::joined);
        gap.ifPresent(it -> gaps.put(it.mark(), it));
    }

    private static Trail joined(Trail one, Trail more) {
        var events = new ArrayList<TrailEvent>(one.events());
        events.addAll(more.events());
        return new Trail(one.mark(), one.began(), one.callId(), one.sender(), one.recipient(), events);
    }

    private List<Trail> newest(Predicate<Trail> which, int most) {
        List<Trail> found = trails.values().stream()
                .filter(which)
                .map(MemoryTrail::sorted)
                .sorted(Comparator.comparing(Trail::began))
                .toList();
        return found.subList(Math.max(0, found.size() - most), found.size());
    }

    private static Trail sorted(Trail trail) {
        List<TrailEvent> events = trail.events().stream()
                .sorted(Comparator.comparing(TrailEvent::at))
                .toList();
        return new Trail(trail.mark(), trail.began(), trail.callId(), trail.sender(), trail.recipient(), events);
    }

    @Override
    public synchronized List<Trail> byCallId(String callId, int most) {
        return newest(trail -> trail.callId().equals(callId), most);
    }

    @Override
    public synchronized List<Trail> byAddress(String address, Instant since, int most) {
        return newest(
                trail -> !trail.began().isBefore(since)
                        && (trail.sender().equals(address) || trail.recipient().equals(address)),
                most);
    }

    @Override
    public synchronized List<TrailGap> gaps(Instant since, Instant until) {
        return gaps.values().stream()
                .filter(gap -> !gap.until().isBefore(since) && !gap.from().isAfter(until))
                .toList();
    }

    @Override
    public synchronized int forget(Instant before, long most, int portion) {
        List<Long> old = trails.values().stream()
                .filter(trail -> trail.began().isBefore(before))
                .limit(portion)
                .map(Trail::mark)
                .toList();
        old.forEach(trails::remove);
        return old.size();
    }
}
