package io.aldis.store.sql;

import io.aldis.server.AccountStore;
import io.aldis.server.Registered;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BiConsumer;

/** How servers on one database notice each other's registrations. */
interface SharedBindings extends AutoCloseable {
    /** Notes, in this transaction, that the bindings of that AOR have changed. @return their version */
    long note(Connection to, Aor aor) throws SQLException;

    /** Deletes, in this transaction, some versions of AORs that have had no binding for seven days. */
    void tidy(Connection to) throws SQLException;

    /** An SQL expression for the version of the row {@code b} of {@code binding}. */
    String version();

    AccountStore.Watch watch(BiConsumer<Aor, Registered> changed);

    @Override
    void close();

    /** For a single server, which needs no versions and no watch. */
    record Alone() implements SharedBindings {
        @Override
        public long note(Connection to, Aor aor) {
            return 0;
        }

        @Override
        public void tidy(Connection to) {}

        @Override
        public String version() {
            return "0";
        }

        @Override
        public AccountStore.Watch watch(BiConsumer<Aor, Registered> changed) {
            return () -> {};
        }

        @Override
        public void close() {}
    }
}
