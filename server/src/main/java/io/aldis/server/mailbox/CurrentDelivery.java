package io.aldis.server.mailbox;

import io.aldis.server.Device;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A kept message that is read for a device or is on its way there, and may be deleted meanwhile: then nothing of it goes out any more. For
 * the event loop.
 */
final class CurrentDelivery {
    private static final long NONE = 0;
    private static final Runnable NOTHING = () -> {};

    private final MailboxContext around;
    private long letter = NONE;
    private Runnable stop = NOTHING;
    private boolean recalled;

    CurrentDelivery(MailboxContext around) {
        this.around = around;
    }

    /** It is read to be sent. @param id of the message */
    void begins(long id) {
        letter = id;
        stop = NOTHING;
        recalled = false;
    }

    /** It is on its way. @param how nothing more of it is sent */
    void sends(Runnable how) {
        if (letter != NONE) stop = how;
    }

    /** It is not to be sent, or was answered. */
    void ends() {
        letter = NONE;
        stop = NOTHING;
    }

    /** Whether it was deleted since it {@link #begins}. */
    boolean recalled() {
        return recalled;
    }

    /** Stops it when it has been deleted. @return completes when that is known and done */
    CompletionStage<?> recallIfDeleted() {
        if (letter == NONE) return CompletableFuture.completedFuture(true);
        long looked = letter;
        return around.stores()
                .letters()
                .letter(looked)
                .thenAcceptAsync(
                        found -> {
                            if (found.isEmpty() && looked == letter) recall();
                        },
                        around.loop());
    }

    /** Stops it when that device is not to get it any more. */
    void recallUnlessPending(Device device) {
        if (letter == NONE) return;
        long looked = letter;
        around.hear(
                around.stores().letters().open(device, looked, around.clock().instant()),
                held -> {
                    if (held.isEmpty() && looked == letter) recall();
                },
                failure -> {});
    }

    private void recall() {
        recalled = true;
        stop.run();
    }
}
