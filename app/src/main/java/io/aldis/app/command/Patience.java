package io.aldis.app.command;

import io.aldis.server.StoreException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for answers of a store, up to 60 s. */
final class Patience {
    private static final int SECONDS = 60;

    private Patience() {}

    /**
     * @throws StoreException when the store failed
     * @throws FailedException on a timeout or an interrupt
     */
    static <T> T await(CompletionStage<T> answer) {
        try {
            return answer.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailedException("Interrupted while waiting for the store");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException known) throw known;
            throw new IllegalStateException("expected a StoreException", e);
        } catch (TimeoutException e) {
            throw new FailedException("The store did not answer within " + SECONDS + " s");
        }
    }
}
