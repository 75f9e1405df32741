package io.aldis.server.location;

import io.aldis.server.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Chooses the latest flow of each device; its other flows are tried only when that one has failed (RFC 5626 §7). */
final class LatestFlowPerDevice {
    private LatestFlowPerDevice() {}

    /** One target for each device, in the order of their first flows. */
    static <T> List<Target> of(List<T> flows, Function<T, Target> target, Function<T, Instant> updated) {
        List<Target> all = flows.stream().map(target).toList();
        if (all.stream().map(Target::device).distinct().count() == all.size()) return all;
        List<Target> latestFirst = flows.stream()
                .sorted(Comparator.comparing(updated).reversed())
                .map(target)
                .toList();
        var chosen = new ArrayList<Target>();
        for (Target each : all) {
            if (chosen.stream().anyMatch(known -> known.device().equals(each.device()))) continue;
            List<Target> same = latestFirst.stream()
                    .filter(other -> other.device().equals(each.device()))
                    .toList();
            chosen.add(same.getFirst().before(same.subList(1, same.size())));
        }
        return chosen;
    }
}
