package io.aldis.store.sql;

import io.aldis.server.AccountStore;
import io.aldis.server.Registered;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BiConsumer;

/** How servers on one database hear of each other's registrations. */
interface SharedBindings extends AutoCloseable {
    /** The bindings of that address have changed, in this transaction. @return their version */
    long note(Connection to, Aor aor) throws SQLException;

    /** Forgets, in this transaction, some versions of addresses that have had no binding for long. */
    void tidy(Connection to) throws SQLException;

    /** An expression for the version of the row {@code b} of {@code binding}. */
    String version();

    AccountStore.Watch watch(BiConsumer<Aor, Registered> changed);

    @Override
    void close();

    /** Where there is one server only, which knows what it has written. */
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
