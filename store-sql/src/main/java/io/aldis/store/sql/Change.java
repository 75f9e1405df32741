package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/**
 * A change in the queue of the {@link Writer}.
 *
 * @param durable whether its commit must survive a power failure, too
 * @param done completes with the result of the work after its commit
 */
record Change<T>(SqlWork<T> work, boolean durable, CompletableFuture<T> done) {
    Change(SqlWork<T> work, boolean durable) {
        this(work, durable, new CompletableFuture<>());
    }

    /** Does the work, inside the transaction. @return to be run after the commit */
    Runnable apply(Connection connection) throws SQLException {
        T answer = work.on(connection);
        return () -> done.complete(answer);
    }

    void refuse(StoreException why) {
        done.completeExceptionally(why);
    }
}
