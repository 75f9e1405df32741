package io.aldis.server.mailbox;

import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.Target;
import io.aldis.sip.Aor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queues of devices: one message at a time to each, many devices at a time, no more than allowed. For the event loop. */
final class DeliveryScheduler {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryScheduler.class);

    private final MailboxContext around;
    private final Consumer<Device> silent;
    private final Map<Device, DeviceQueue> queues = new HashMap<>();
    private final Deque<DeviceQueue> ready = new ArrayDeque<>();
    private static final int MOST_ACCOUNTS = 1_000_000;

    private final Set<Aor> withMessages = new HashSet<>();
    private int busy;
    private boolean ended;
    private boolean knowsAccounts;

    /** @param silent hears of devices that have not answered a delivery */
    DeliveryScheduler(MailboxContext around, Consumer<Device> silent) {
        this.around = around;
        this.silent = silent;
    }

    /** The device can be reached anew: it gets what it waits for. */
    void wake(Device device) {
        of(device).wake();
    }

    /** The device has registered, and {@link #wake} will follow. */
    void expectWake(Device device) {
        of(device).expectWake();
    }

    /** A message of that sender is kept for the device. */
    void nudge(Device device, String sender) {
        of(device).nudge(sender);
    }

    /** Another server may have kept something for the device. */
    void nudge(Device device) {
        of(device).nudge();
    }

    /** A copy of a message of that sender is on its way to that device from elsewhere: its queue waits until {@link #release}. */
    void hold(Device device, String sender) {
        of(device).hold(sender);
    }

    /** @param unanswered as in {@link DeviceQueue#release} */
    void release(Device device, long unanswered) {
        of(device).release(unanswered);
    }

    /** Not before the time that the device asks for in an answer that came when its message was kept already; then it is {@link #release}d. */
    void postpone(long letter, DeviceAnswer said) {
        Device device = said.device();
        around.hear(
                around.stores().letters().postpone(device, letter, RetryDelay.postponement(said, around)),
                _ -> release(device, 0),
                failure -> {
                    LOG.debug("letter {} could not be postponed for {}", letter, device, failure);
                    release(device, 0);
                });
    }

    /** The device is registered and was away just now: it is tried again after a while. */
    void rest(Device device, String sender) {
        of(device).rest(sender);
    }

    /** The device has taken something just now: a good time for what it waits for. */
    void isThere(Device device) {
        DeviceQueue queue = queues.get(device);
        if (queue != null) queue.wake();
    }

    /** The device has another contact than before: what another device has taken is not for it any more, if it is nameless. */
    void hasMoved(Device device) {
        DeviceQueue queue = queues.get(device);
        if (queue != null && device.nameless()) queue.current().recallUnlessPending(device);
    }

    /** The device may have no binding any more. */
    void unregistered(Device device) {
        DeviceQueue queue = queues.get(device);
        if (queue != null) queue.unregistered();
    }

    void fellSilent(Device device) {
        silent.accept(device);
    }

    /** Those devices that may get a message of that sender now: no older one of the same sender waits for them, and none is under way. */
    List<Target> free(List<Target> targets, Supplier<String> sender) {
        for (Target target : targets)
            if (!isFree(target, sender))
                return targets.stream().filter(each -> isFree(each, sender)).toList();
        return targets;
    }

    private boolean isFree(Target target, Supplier<String> sender) {
        Device device = target.device().orElse(null);
        if (device == null) return true;
        return knowsAccounts
                && !(queues.containsKey(device) && blocks(device, sender.get()))
                && !around.deliveries().isLate(device, sender);
    }

    /** Whether older messages of that sender may wait for the device, or others are on their way to it. */
    boolean blocks(Device device, String sender) {
        DeviceQueue queue = queues.get(device);
        return queue != null && queue.blocks(sender);
    }

    private DeviceQueue of(Device device) {
        return queues.computeIfAbsent(device, fresh -> new DeviceQueue(around, this, device));
    }

    /** Messages are kept for that account. */
    void hasMessages(Aor account) {
        if (withMessages.size() < MOST_ACCOUNTS) withMessages.add(account);
    }

    /** Whether messages were kept for that account, since the server started or before. */
    boolean mayHaveMessages(Aor account) {
        return withMessages.contains(account) || withMessages.size() >= MOST_ACCOUNTS;
    }

    /** Stops what is on its way to devices of that account and has been deleted. @return completes when that is known and done */
    CompletionStage<?> recallDeleted(Aor account) {
        return CompletableFuture.allOf(queues.values().stream()
                .filter(queue -> queue.device().account().equals(account))
                .map(queue -> queue.current().recallIfDeleted().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Accounts that had messages when the server started have been named: until then any device may have older ones to take. */
    void knowsAccounts() {
        knowsAccounts = true;
    }

    /** The queue wants to work. */
    void enqueue(DeviceQueue queue) {
        ready.add(queue);
        startSome();
    }

    /** The queue works no more for now. */
    void freed() {
        busy--;
        startSome();
    }

    void closed(DeviceQueue queue) {
        queues.remove(queue.device(), queue);
    }

    /** Starts nothing more: what is kept stays where it is, and what is under way comes to its end. */
    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    private void startSome() {
        while (!ended && busy < around.settings().deliveries() && !ready.isEmpty()) {
            busy++;
            ready.remove().start();
        }
    }
}
