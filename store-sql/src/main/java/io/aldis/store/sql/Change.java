package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/**
 * A change that waits for the {@link Writer}.
 *
 * @param durable whether it must survive a power failure, too
 * @param done completes with the answer of the work after its commit
 */
record Change<T>(SqlWork<T> work, boolean durable, CompletableFuture<T> done) {
    Change(SqlWork<T> work, boolean durable) {
        this(work, durable, new CompletableFuture<>());
    }

    /** @return what is to be done after the commit */
    Runnable apply(Connection connection) throws SQLException {
        T answer = work.on(connection);
        return () -> done.complete(answer);
    }

    void refuse(StoreException why) {
        done.completeExceptionally(why);
    }
}
