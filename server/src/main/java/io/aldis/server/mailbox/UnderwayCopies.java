package io.aldis.server.mailbox;

import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stored messages whose first copies are still in transit to devices that have not answered them, by account. */
@OnEventLoop
final class UnderwayCopies {
    private final MailboxContext context;
    private final Map<Aor, Set<Kept>> kept = new HashMap<>();

    /**
     * One stored message.
     *
     * @param stop stops its copies: nothing more of them is sent
     */
    record Kept(Aor account, long message, Runnable stop) {}

    UnderwayCopies(MailboxContext context) {
        this.context = context;
    }

    void add(Kept one) {
        kept.computeIfAbsent(one.account(), fresh -> new HashSet<>(1)).add(one);
    }

    void remove(Kept one) {
        kept.computeIfPresent(one.account(), (same, all) -> {
            all.remove(one);
            return all.isEmpty() ? null : all;
        });
    }

    /** Stops the copies of deleted messages of the account. @return completes when all were checked */
    CompletionStage<?> recallDeleted(Aor account) {
        return CompletableFuture.allOf(kept.getOrDefault(account, Set.of()).stream()
                .map(this::recallIfDeleted)
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<?> recallIfDeleted(Kept one) {
        return context.stores()
                .messages()
                .message(one.message())
                .thenAcceptAsync(
                        found -> {
                            if (found.isEmpty()) one.stop().run();
                        },
                        context.loop())
                .toCompletableFuture();
    }
}
