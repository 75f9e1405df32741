package io.aldis.server.forking;

import io.aldis.server.Deliveries;
import io.aldis.server.Device;
import io.aldis.server.Target;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.TimerWheel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Unanswered copies of messages in transit to devices of our accounts, by account, and what happens to them when a device registers again
 * ({@link Deliveries#registered}).
 */
@OnEventLoop
final class Underway {
    /** Longest wait for one answer; a reachable device answers sooner, and messages queued behind must not wait longer. */
    static final Duration LONGEST = Duration.ofSeconds(20);
    /** T1: a copy that was not answered by then was sent twice, and may arrive after a newer message. */
    private static final Duration LATE = Duration.ofMillis(500);

    /** Limit on checks, one each {@link Deliveries#GRACE}, whether a device that registered has taken its older messages first. */
    private static final int ROUNDS = 10;

    private final TimerWheel wheel;
    private final Map<Aor, List<Attempt>> attempts = new HashMap<>();
    /** REGISTERs whose {@link AfterGrace} has not finished. */
    private final List<AfterGrace> graces = new ArrayList<>(0);

    Underway(TimerWheel wheel) {
        this.wheel = wheel;
    }

    void add(Device device, Attempt attempt) {
        attempts.computeIfAbsent(device.account(), fresh -> new ArrayList<>(1)).add(attempt);
    }

    void remove(Device device, Attempt attempt) {
        List<Attempt> all = attempts.get(device.account());
        if (all == null) return;
        all.remove(attempt);
        if (all.isEmpty()) attempts.remove(device.account());
    }

    /**
     * Whether a message of that sender has been in transit to the device for so long that a newer one might arrive before it, or will be
     * sent to it soon, since it has registered a moment ago.
     */
    boolean isLate(Device device, Supplier<String> sender) {
        for (AfterGrace grace : graces) if (grace.brings(device, sender)) return true;
        for (Attempt attempt : attempts.getOrDefault(device.account(), List.of())) { // the oldest first
            if (wheel.now() - attempt.began() <= LATE.toNanos()) return false;
            if (isOf(device, attempt.target()) && attempt.sender().equals(sender.get())) return true;
        }
        return false;
    }

    /** Whether a message that does not come from a mailbox is in transit to the device. */
    boolean isBusy(Device device) {
        for (Attempt attempt : attempts.getOrDefault(device.account(), List.of()))
            if (isOf(device, attempt.target()) && !attempt.sender().isEmpty()) return true;
        return false;
    }

    private static boolean isOf(Device device, Target target) {
        return target.device().filter(device::equals).isPresent();
    }

    /** As {@link Deliveries#registered}. */
    boolean registered(Aor account, List<Target> targets, Set<Device> moved) {
        List<Attempt> pending = List.copyOf(attempts.getOrDefault(account, List.of()));
        boolean anotherPhone = moved.stream().anyMatch(Device::nameless);
        for (Attempt attempt : pending) {
            Device device = attempt.target().device().orElseThrow();
            Optional<Target> now =
                    targets.stream().filter(target -> isOf(device, target)).findFirst();
            boolean elsewhere = now.isEmpty() ? anotherPhone && device.nameless() : !isSame(attempt, now.get());
            if (elsewhere) attempt.sendNoMore();
            if (attempt.accepted() && now.isPresent()) attempt.limit(LONGEST);
        }
        for (AfterGrace grace : graces) grace.moved(account, targets);
        if (pending.isEmpty()) return false;
        var grace = new AfterGrace(account, pending, targets);
        graces.add(grace);
        wheel.set(grace, Deliveries.GRACE.toNanos());
        return true;
    }

    private static boolean isSame(Attempt attempt, Target now) {
        Target before = attempt.target();
        return before.reach().equals(now.reach())
                && before.requestUri().text().equals(now.requestUri().text());
    }

    /** After {@link Deliveries#GRACE}: sends unanswered copies to the present targets of the devices. */
    private final class AfterGrace extends Alarm {
        private final Aor account;
        private final List<Attempt> pending;
        private List<Target> targets;
        private int rounds;

        AfterGrace(Aor account, List<Attempt> pending, List<Target> targets) {
            this.account = account;
            this.pending = pending;
            this.targets = targets;
        }

        /** Devices have registered again: copies still to be sent go to their latest targets. */
        void moved(Aor of, List<Target> latest) {
            if (!account.equals(of)) return;
            targets = targets.stream()
                    .map(old -> latest.stream()
                            .filter(fresh -> fresh.device().equals(old.device()))
                            .findFirst()
                            .orElse(old))
                    .toList();
        }

        boolean brings(Device device, Supplier<String> sender) {
            return rounds == 0
                    && account.equals(device.account())
                    && targets.stream().anyMatch(target -> isOf(device, target))
                    && attempts.getOrDefault(account, List.of()).stream()
                            .anyMatch(attempt -> pending.contains(attempt)
                                    && (isOf(device, attempt.target()) || attempt.joinable())
                                    && attempt.sender().equals(sender.get()));
        }

        @Override
        protected void rang() {
            if (rounds == 0) bringAll();
            else joinAll();
        }

        private void bringAll() {
            List<Attempt> present = List.copyOf(attempts.getOrDefault(account, List.of()));
            boolean waits = false;
            for (Attempt attempt : pending) for (Target target : latest()) waits |= bring(attempt, target);
            for (Attempt attempt : present)
                if (!pending.contains(attempt)) for (Target target : latest()) follow(attempt, target);
            goOn(waits);
        }

        /** @return whether it must wait for older messages */
        private boolean bring(Attempt attempt, Target target) {
            if (!target.device().equals(attempt.target().device())) return attempt.join(target);
            if (isSame(attempt, target)) attempt.sendAgain();
            else attempt.moveTo(target);
            return false;
        }

        /** Targets without devices that have registered again: a later instance handles these. */
        private List<Target> latest() {
            List<AfterGrace> later = graces.subList(graces.indexOf(this) + 1, graces.size());
            return targets.stream()
                    .filter(target -> later.stream()
                            .flatMap(grace -> grace.targets.stream())
                            .noneMatch(other -> other.device().equals(target.device())))
                    .toList();
        }

        private void joinAll() {
            boolean waits = false;
            for (Attempt attempt : pending)
                for (Target target : latest())
                    if (!target.device().equals(attempt.target().device())) waits |= attempt.join(target);
            goOn(waits);
        }

        private void goOn(boolean waits) {
            rounds++;
            if (waits && rounds < ROUNDS) wheel.set(this, Deliveries.GRACE.toNanos());
            else graces.remove(this);
        }

        /** A copy that began meanwhile may have an outdated target of the device, from an earlier REGISTER. */
        private void follow(Attempt attempt, Target target) {
            if (target.device().equals(attempt.target().device()) && !isSame(attempt, target)) attempt.moveTo(target);
        }
    }
}
