package io.aldis.app.archive;

import io.aldis.server.StoreException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for answers of stores without a time limit: stores complete every answer themselves. */
final class Stages {
    private Stages() {}

    /** @throws StoreException when the stage fails with it */
    static <T> T await(CompletionStage<T> answer) {
        try {
            return answer.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException known ? known : e;
        }
    }
}
