package io.aldis.server.mailbox;

import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.Target;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scheduler of the device queues: one message at a time per device, at most {@code deliveries} devices at a time. */
@OnEventLoop
final class DeliveryScheduler {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryScheduler.class);

    private final MailboxContext context;
    private final Consumer<Device> silent;
    private final Map<Device, DeviceQueue> queues = new HashMap<>();
    private final Deque<DeviceQueue> ready = new ArrayDeque<>();
    private static final int MOST_ACCOUNTS = 1_000_000;

    private Set<Aor> withMessages = new HashSet<>();
    /** Those found since {@link #readAccounts}, while the accounts are read again. */
    private @Nullable Set<Aor> withMessagesNow;

    private int busy;
    private boolean ended;
    private boolean knowsAccounts;

    /** @param silent called with each device that has not answered a delivery */
    DeliveryScheduler(MailboxContext context, Consumer<Device> silent) {
        this.context = context;
        this.silent = silent;
    }

    /** The device is reachable again: its pending messages are delivered. */
    void wake(Device device) {
        of(device).wake();
    }

    /** The device has registered, and {@link #wake} will follow. */
    void expectWake(Device device) {
        of(device).expectWake();
    }

    /** A message of that sender was stored for the device. */
    void nudge(Device device, String sender) {
        of(device).nudge(sender);
    }

    /** Another server may have stored a message for the device. */
    void nudge(Device device) {
        of(device).nudge();
    }

    /** A copy of a message of that sender is in transit to the device outside of its queue: the queue waits until {@link #release}. */
    void hold(Device device, String sender) {
        of(device).hold(sender);
    }

    /** @param unanswered as in {@link DeviceQueue#release} */
    void release(Device device, long unanswered) {
        of(device).release(unanswered);
    }

    /** Stores the pause that the device asks for in an answer that arrived after its copy was stored; then {@link #release}s its queue. */
    void postpone(long message, DeviceAnswer said) {
        Device device = said.device();
        context.hear(
                context.stores().messages().postpone(device, message, RetryDelay.postponement(said, context)),
                _ -> release(device, 0),
                failure -> {
                    LOG.debug("message {} could not be postponed for {}", message, device, failure);
                    release(device, 0);
                });
    }

    /** The device is registered and did not take a message: its queue retries after a pause. */
    void rest(Device device, String sender) {
        of(device).rest(sender);
    }

    /** The device has just taken a message: its queue, if there is one, starts now. */
    void isThere(Device device) {
        DeviceQueue queue = queues.get(device);
        if (queue != null) queue.wake();
    }

    /**
     * The device has a new contact. A nameless device may be another phone then: its current delivery stops unless the store still has the
     * copy as pending.
     */
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

    /** The targets that may get a message of that sender now: no older one of that sender waits for the device or is in transit to it. */
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
                && !context.deliveries().isLate(device, sender);
    }

    /** Whether the queue of the device may hold older messages of that sender, or is sending. */
    boolean blocks(Device device, String sender) {
        DeviceQueue queue = queues.get(device);
        return queue != null && queue.blocks(sender);
    }

    private DeviceQueue of(Device device) {
        return queues.computeIfAbsent(device, fresh -> new DeviceQueue(context, this, device));
    }

    /** Messages are stored for that account. */
    void hasMessages(Aor account) {
        if (withMessages.size() < MOST_ACCOUNTS) withMessages.add(account);
        Set<Aor> now = withMessagesNow;
        if (now != null && now.size() < MOST_ACCOUNTS) now.add(account);
    }

    /** The accounts with messages are read again: {@link #hasMessages} follows for each, then {@link #knowsAccounts}, which forgets the others. */
    void readAccounts() {
        withMessagesNow = new HashSet<>();
    }

    /** The accounts could not be read: those that were known stay known. */
    void accountsUnread() {
        withMessagesNow = null;
        knowsAccounts = true;
    }

    /** Whether messages may be stored for that account; true for every account when {@link #MOST_ACCOUNTS} are noted. */
    boolean mayHaveMessages(Aor account) {
        return withMessages.contains(account) || withMessages.size() >= MOST_ACCOUNTS;
    }

    /** Stops deliveries of deleted messages to devices of that account. @return completes when all were checked */
    CompletionStage<?> recallDeleted(Aor account) {
        return CompletableFuture.allOf(queues.values().stream()
                .filter(queue -> queue.device().account().equals(account))
                .map(queue -> queue.current().recallIfDeleted().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** All accounts with messages are noted. Until the first time any device may have older messages waiting. */
    void knowsAccounts() {
        Set<Aor> now = withMessagesNow;
        if (now != null) withMessages = now;
        withMessagesNow = null;
        knowsAccounts = true;
    }

    /** The queue is ready, and starts when a delivery slot is free. */
    void enqueue(DeviceQueue queue) {
        ready.add(queue);
        startSome();
    }

    /** The queue returns its delivery slot. */
    void freed() {
        busy--;
        startSome();
    }

    void closed(DeviceQueue queue) {
        queues.remove(queue.device(), queue);
    }

    /** Starts no more deliveries; those in progress end normally. */
    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    private void startSome() {
        while (!ended && busy < context.settings().deliveries() && !ready.isEmpty()) {
            busy++;
            ready.remove().start();
        }
    }
}
