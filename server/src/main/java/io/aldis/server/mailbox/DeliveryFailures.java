package io.aldis.server.mailbox;

import io.aldis.server.PendingCopy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts the unanswered tries of each message of a device, and whether the device was reachable during them. An absent device answers no
 * message; a device that registers and leaves one message unanswered may never take that one. For the event loop; bounded by the messages
 * that were tried since the queue of the device was made.
 */
final class DeliveryFailures {
    /** A message is skipped after so many unanswered tries. */
    private static final int MOST = 3;
    /** Or after tries that have lasted so long in total while the device was reachable. */
    private static final Duration LONG = Duration.ofSeconds(15);
    /** Or after one try that has lasted so long. */
    private static final Duration LONGEST = Duration.ofSeconds(25);
    /** A try that fails sooner, without a sign that the device is reachable, was refused by the network and does not count. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    /** A REGISTER at most so long before a try shows that the device is reachable. */
    private static final Duration JUST_BEFORE = Duration.ofSeconds(2);

    /**
     * @param tries unanswered ones since the device last registered or answered
     * @param there how many of all unanswered tries count as made while the device was reachable, up to {@link #MOST}
     * @param sign time of the sign of the device that the last of these had: one sign counts once
     * @param spent total duration of its tries since the device was first reachable
     * @param all number of unanswered tries
     */
    private record Miss(int tries, int there, Instant sign, Duration spent, int all) {
        static final Miss NONE = new Miss(0, 0, Instant.EPOCH, Duration.ZERO, 0);

        Miss seenAgain() {
            return new Miss(0, there, sign, spent, all);
        }
    }

    private final Map<Long, Miss> misses = new HashMap<>(0);
    private Instant sign = Instant.EPOCH;
    /** Since when the device is known to be reachable during the current try; null without a sign of it. */
    private @Nullable Instant thereSince;

    private Instant began = Instant.EPOCH;
    private boolean inThisRound;
    private long last;

    /** The device has registered or answered. */
    void deviceIsThere(Instant now) {
        sign = now;
        if (thereSince == null) thereSince = now;
        misses.replaceAll((message, miss) -> miss.seenAgain());
        misses.values().removeIf(miss -> miss.there() == 0);
    }

    /** A try has begun, in the queue or outside of it. */
    void began(Instant now) {
        began = now;
        thereSince = sign.isAfter(now.minus(JUST_BEFORE)) ? now : null;
    }

    Instant began() {
        return began;
    }

    /** A try of that message has ended without an answer. */
    void missed(long message, Instant tried, Instant now) {
        inThisRound = true;
        last = message;
        Miss before = misses.getOrDefault(message, Miss.NONE);
        boolean there = sign.isAfter(tried.minus(JUST_BEFORE));
        Instant first = thereSince;
        Instant since = first == null || first.isBefore(tried) ? tried : first;
        boolean counts = there || before.there() > 0;
        Duration spent = counts ? before.spent().plus(Duration.between(since, now)) : Duration.ZERO;
        int once = sign.equals(before.sign()) ? 0 : 1;
        int weight = spent.compareTo(LONG) >= 0 ? MOST : there ? once : 0;
        boolean refused = !there && tried.plus(AT_ONCE).isAfter(now);
        int tries = refused ? 0 : tried.plus(LONGEST).isAfter(now) ? 1 : MOST;
        misses.put(
                message,
                new Miss(
                        before.tries() + tries,
                        Math.min(MOST, before.there() + weight),
                        sign,
                        spent,
                        before.all() + 1));
    }

    /** How many tries of that message were not answered. */
    int unanswered(long message) {
        return misses.getOrDefault(message, Miss.NONE).all();
    }

    /** Whether that message may be skipped. */
    boolean isExhausted(long message) {
        Miss miss = misses.get(message);
        return miss != null && isExhausted(miss);
    }

    private static boolean isExhausted(Miss miss) {
        return miss.there() >= MOST || miss.tries() >= MOST;
    }

    /** Ids of messages that may be skipped. */
    Set<Long> exhausted() {
        return misses.entrySet().stream()
                .filter(each -> isExhausted(each.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether any message may be skipped. */
    boolean blamesOne() {
        return misses.values().stream().anyMatch(DeliveryFailures::isExhausted);
    }

    /** Whether a try of that message went unanswered although the device was reachable. */
    boolean deviceWasThere(long message) {
        Miss miss = misses.get(message);
        return miss != null && miss.there() > 0;
    }

    /** Whether any try has gone unanswered since {@link #newRound}. */
    boolean triedInThisRound() {
        return inThisRound;
    }

    /** Ids of those up to the message that was left unanswered last. */
    Set<Long> upToLast(List<PendingCopy> copies) {
        return copies.stream()
                .map(PendingCopy::message)
                .filter(message -> message <= last)
                .collect(Collectors.toUnmodifiableSet());
    }

    void newRound() {
        inThisRound = false;
    }

    void forget(long message) {
        misses.remove(message);
    }

    void clear() {
        misses.clear();
    }
}
