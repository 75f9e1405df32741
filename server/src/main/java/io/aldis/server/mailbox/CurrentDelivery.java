package io.aldis.server.mailbox;

import io.aldis.server.Device;
import io.aldis.sip.OnEventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The stored message that is being read for a device or sent to it. When it is deleted meanwhile, nothing more of it is sent. */
@OnEventLoop
final class CurrentDelivery {
    private static final long NONE = 0;
    private static final Runnable NOTHING = () -> {};

    private final MailboxContext context;
    private long message = NONE;
    private Runnable stop = NOTHING;
    private boolean recalled;

    CurrentDelivery(MailboxContext context) {
        this.context = context;
    }

    /** The message is being read. @param id of the message */
    void begins(long id) {
        message = id;
        stop = NOTHING;
        recalled = false;
    }

    /** The message is being sent. @param how stops that: nothing more of it is sent */
    void sends(Runnable how) {
        if (message != NONE) stop = how;
    }

    /** The message is not sent, or was answered. */
    void ends() {
        message = NONE;
        stop = NOTHING;
    }

    /** Whether it was recalled since it {@link #begins}. */
    boolean recalled() {
        return recalled;
    }

    /** Stops it when it has been deleted. @return completes when that was checked */
    CompletionStage<?> recallIfDeleted() {
        if (message == NONE) return CompletableFuture.completedFuture(true);
        long looked = message;
        return context.stores()
                .messages()
                .message(looked)
                .thenAcceptAsync(
                        found -> {
                            if (found.isEmpty() && looked == message) recall();
                        },
                        context.loop());
    }

    /** Stops it when the store has no pending copy of it for that device any more. */
    void recallUnlessPending(Device device) {
        if (message == NONE) return;
        long looked = message;
        context.hear(
                context.stores().messages().open(device, looked, context.clock().instant()),
                held -> {
                    if (held.isEmpty() && looked == message) recall();
                },
                failure -> {});
    }

    private void recall() {
        recalled = true;
        stop.run();
    }
}
