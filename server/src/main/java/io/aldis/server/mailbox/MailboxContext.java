package io.aldis.server.mailbox;

import io.aldis.server.Deliveries;
import io.aldis.server.Locations;
import io.aldis.server.MailStores;
import io.aldis.server.MailboxEvents;
import io.aldis.server.MailboxSettings;
import io.aldis.server.MailboxStore;
import io.aldis.sip.transaction.TimerWheel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What mailboxes work with.
 *
 * @param loop runs on the event loop
 * @param random of branch seeds, and so that not all devices are tried again at the same moment
 * @param transaction 64*T1: how long a transaction lasts after its final response
 */
public record MailboxContext(
        MailStores stores,
        MailboxSettings settings,
        Locations locations,
        Deliveries deliveries,
        MailboxEvents events,
        TimerWheel wheel,
        Executor loop,
        InstantSource clock,
        RandomGenerator random,
        Duration transaction) {
    MailboxStore letters() {
        return stores.letters();
    }

    /** Hears on the event loop what a store has done. */
    <T> void hear(CompletionStage<T> stage, Consumer<T> done, Consumer<Throwable> failed) {
        stage.whenComplete((answer, failure) -> loop.execute(() -> {
            if (failure == null) done.accept(answer);
            else failed.accept(failure);
        }));
    }

    /** A little longer: devices that fell silent together are not tried together. */
    Duration jittered(Duration pause) {
        long nanos = Math.max(pause.toNanos(), 0);
        return Duration.ofNanos(nanos + random.nextLong(nanos / 8 + 1));
    }
}
