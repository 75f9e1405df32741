package io.aldis.app.archive;

import io.aldis.server.StoreException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for stores, each of which ends every wait by itself. */
final class Stages {
    private Stages() {}

    /** @throws StoreException when the store says so */
    static <T> T await(CompletionStage<T> answer) {
        try {
            return answer.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException known ? known : e;
        }
    }
}
