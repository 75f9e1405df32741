package io.aldis.agent.register;

import io.aldis.agent.Registration;
import io.aldis.agent.send.ServerAddress;
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
 * The bindings of an agent, one through each of its servers, so that it is reachable as long as one of them works (RFC 5626 §4.2). The
 * application sees them as one: a failure is reported when no other binding is left.
 */
public final class Registrations {
    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    private final Consumer<Registration> listener;
    private final Runnable back;
    private final List<RegistrationClient> all = new ArrayList<>();

    /**
     * @param listener called with answers, on the event loop
     * @param back called when the agent had no binding, and has one now
     */
    public Registrations(RegistrationContext context, Consumer<Registration> listener, Runnable back) {
        this.listener = listener;
        this.back = back;
        List<Optional<ServerAddress>> places = context.settings().registering().servers().stream()
                .map(ServerAddress::of)
                .toList();
        for (var place : places.isEmpty() ? List.of(Optional.<ServerAddress>empty()) : places)
            all.add(new RegistrationClient(
                    context, new RegistrationClient.Place(all.size() + 1, place), new Together()));
    }

    /** @param then called with the first binding, or, without one, with the last outcome; a refusal is preferred to a missing answer */
    public void register(Consumer<Registration> then) {
        var count = new Count(all.size(), then);
        for (RegistrationClient each : all) each.register(count::heard);
    }

    /** Collects the answers to one call. */
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

    /** @param then runs when all have answered; those without a binding are not waited for when others have one */
    public void unregister(Runnable then) {
        var there = all.stream().filter(RegistrationClient::up).toList();
        var waitedFor = there.isEmpty() ? all : there;
        var left = new AtomicInteger(waitedFor.size());
        for (RegistrationClient each : List.copyOf(all))
            each.unregister(() -> {
                if (waitedFor.contains(each) && left.decrementAndGet() == 0) then.run();
            });
    }

    public void gone(Flow flow) {
        all.forEach(each -> each.gone(flow));
    }

    public void pong(Flow flow, Pong pong) {
        all.forEach(each -> each.pong(flow, pong));
    }

    private final class Together implements RegistrationClient.Observer {
        @Override
        public boolean othersUp(RegistrationClient one) {
            return all.stream().anyMatch(each -> each != one && each.up());
        }

        /** Whether another REGISTER is in progress: then a failure is not reported yet. */
        private boolean othersAsk(RegistrationClient one) {
            return all.stream().anyMatch(each -> each != one && each.asks());
        }

        @Override
        public void cameBack(RegistrationClient one) {
            if (!othersUp(one)) back.run();
        }

        @Override
        public void settled(RegistrationClient one, Registration registration) {
            boolean bound = registration instanceof Registration.Bound;
            if (bound || !(othersUp(one) || othersAsk(one))) listener.accept(registration);
            else LOG.info("{}: {}; other servers have a binding or are still asked", one, registration.sentence());
            if (one.up()) all.stream().filter(each -> each != one).forEach(RegistrationClient::keepTrying);
        }

        @Override
        public void lost(RegistrationClient one, String why) {
            LOG.info(
                    "{}: the flow has failed: {}; {}",
                    one,
                    why,
                    othersUp(one) ? "another server has a binding" : "no server has a binding");
        }
    }
}
