package io.aldis.store.sql;

import io.aldis.server.ChangeFeedContract;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contracts of the ports, on a database of PostgreSQL. */
@Timeout(60)
class PostgresContractsTest extends Contracts {
    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @Override
    SqlStore store() {
        return POSTGRES.store();
    }

    @Override
    ChangeFeedContract.Serving serving() {
        return () -> {};
    }
}
