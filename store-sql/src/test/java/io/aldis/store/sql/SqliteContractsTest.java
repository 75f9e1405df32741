package io.aldis.store.sql;

import io.aldis.server.ChangeFeedContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of the ports, on a file. */
class SqliteContractsTest extends Contracts {
    @TempDir
    Path directory;

    @Override
    SqlStore store() {
        return SqliteStore.open(directory);
    }

    @Override
    ChangeFeedContract.Serving serving() {
        return DirectoryLock.take(directory)::close;
    }
}
