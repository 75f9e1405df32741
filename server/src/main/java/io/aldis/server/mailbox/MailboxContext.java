package io.aldis.server.mailbox;

import io.aldis.server.Deliveries;
import io.aldis.server.Locations;
import io.aldis.server.MailStores;
import io.aldis.server.MailboxSettings;
import io.aldis.server.MailboxStore;
import io.aldis.server.ServerEvents;
import io.aldis.server.StoredMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.transaction.TimerWheel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What the classes of the mailbox depend on.
 *
 * @param policy decides whether the recipient still accepts a stored message
 * @param loop executor of the event loop
 * @param random source of branch seeds and of retry jitter
 * @param transaction 64*T1: how long a transaction lasts after its final response
 */
public record MailboxContext(
        MailStores stores,
        MailboxSettings settings,
        Locations locations,
        Deliveries deliveries,
        DeliveryPolicy policy,
        ServerEvents events,
        TimerWheel wheel,
        Executor loop,
        InstantSource clock,
        RandomGenerator random,
        Duration transaction) {
    /** The policy of the recipient at the time of delivery: it may have changed since the message was accepted. */
    @FunctionalInterface
    public interface DeliveryPolicy {
        /** @return the rule that refuses the message now; empty when it is still accepted */
        Optional<String> refusal(StoredMessage message, SipRequest request);
    }

    MailboxStore messages() {
        return stores.messages();
    }

    /** Calls one of the two on the event loop when the stage completes. */
    <T> void hear(CompletionStage<T> stage, Consumer<T> done, Consumer<Throwable> failed) {
        stage.whenComplete((answer, failure) -> loop.execute(() -> {
            if (failure == null) done.accept(answer);
            else failed.accept(failure);
        }));
    }

    /** The pause plus a random part of up to an eighth: devices that fell silent together are not tried together. */
    Duration jittered(Duration pause) {
        long nanos = Math.max(pause.toNanos(), 0);
        return Duration.ofNanos(nanos + random.nextLong(nanos / 8 + 1));
    }
}
