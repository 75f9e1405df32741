package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.net.Pong;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bindings of an agent, one by each of its servers, so that it is reached as long as one of them is there (RFC 5626 §4.2). To the
 * application they are one: it hears of a failure when there is no other left.
 */
final class Flows {
    private static final Logger LOG = LoggerFactory.getLogger(Flows.class);
    private static final String LANE = "registration";

    private final Plan plan;
    private final Lanes lanes;
    private final Runnable back;
    private final List<Upkeep> all = new ArrayList<>();

    /** @param back hears that there was no binding before, and now there is */
    Flows(Requests requests, Plan plan, Lanes lanes, Runnable back) {
        this.plan = plan;
        this.lanes = lanes;
        this.back = back;
        if (plan.servers().isEmpty()) all.add(new Upkeep(requests, plan, new Upkeep.Place(1, Optional.empty()), this));
        for (Hop server : plan.servers())
            all.add(new Upkeep(requests, plan, new Upkeep.Place(all.size() + 1, Optional.of(server)), this));
    }

    /** @param then hears of the first binding, or, when there is none, what was said last; a refusal goes before silence */
    void register(Consumer<Registration> then) {
        var count = new Count(all.size(), then);
        for (Upkeep each : all) each.register(count::heard);
    }

    /** The answers to one question. */
    private static final class Count {
        private final Consumer<Registration> then;
        private int left;
        private Optional<Registration> denied = Optional.empty();
        private boolean told;

        Count(int all, Consumer<Registration> then) {
            this.left = all;
            this.then = then;
        }

        void heard(Registration registration) {
            left--;
            if (registration instanceof Registration.Denied) denied = denied.or(() -> Optional.of(registration));
            boolean bound = registration instanceof Registration.Bound;
            if (told || !(bound || left == 0)) return;
            told = true;
            then.accept(bound ? registration : denied.orElse(registration));
        }
    }

    /** @param then hears that all have said their last word; those that are not there are not waited for when others are */
    void unregister(Runnable then) {
        var there = all.stream().filter(Upkeep::up).toList();
        var waitedFor = there.isEmpty() ? all : there;
        var left = new AtomicInteger(waitedFor.size());
        for (Upkeep each : List.copyOf(all))
            each.unregister(() -> {
                if (waitedFor.contains(each) && left.decrementAndGet() == 0) then.run();
            });
    }

    void gone(Flow flow) {
        all.forEach(each -> each.gone(flow));
    }

    void pong(Flow flow, Pong pong) {
        all.forEach(each -> each.pong(flow, pong));
    }

    // ---- what the bindings say

    boolean othersThan(Upkeep one) {
        return all.stream().anyMatch(each -> each != one && each.up());
    }

    /** Whoever is the last to hear says so. */
    private boolean othersAsk(Upkeep one) {
        return all.stream().anyMatch(each -> each != one && each.asks());
    }

    void cameBack(Upkeep one) {
        if (!othersThan(one)) back.run();
    }

    void settled(Upkeep one, Registration registration) {
        boolean bound = registration instanceof Registration.Bound;
        if (bound || !(othersThan(one) || othersAsk(one)))
            lanes.offer(LANE, () -> plan.listeners().registration().accept(registration));
        else LOG.info("{}: {}; there are others", one, registration.sentence());
        if (one.up()) all.stream().filter(each -> each != one).forEach(Upkeep::keepTrying);
    }

    void lost(Upkeep one, String why) {
        LOG.info("{}: the flow has failed: {}; {}", one, why, othersThan(one) ? "another serves" : "no other is there");
    }
}
