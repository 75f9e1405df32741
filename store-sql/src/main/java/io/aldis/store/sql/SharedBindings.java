package io.aldis.store.sql;

import io.aldis.server.ChangeFeed;
import io.aldis.server.Registered;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BiConsumer;

/** How servers on one database notice each other's registrations. */
interface SharedBindings extends AutoCloseable {
    /** Notes, in this transaction, that the bindings of that AOR change. @param before their version until now @return the new version */
    long note(Connection to, Aor aor, long before) throws SQLException;

    /** A query for the rows of an AOR (domain, user) with the version of the AOR, or of each of its rows. One row when there are none, or no row. */
    String rows();

    /** Deletes, in this transaction, some versions of AORs that have had no binding for seven days. */
    void tidy(Connection to) throws SQLException;

    /** An SQL expression for the version of the row {@code b} of {@code binding}. */
    String version();

    ChangeFeed.Watch watch(BiConsumer<Aor, Registered> changed);

    @Override
    void close();

    /** For a single server, which needs no watch. The version of an AOR is the highest of its rows; without rows it is 0. */
    record Alone() implements SharedBindings {
        @Override
        public long note(Connection to, Aor aor, long before) {
            return before + 1;
        }

        @Override
        public String rows() {
            return "SELECT b.*, b.version AS " + BindingRows.VERSION
                    + " FROM binding b WHERE domain = ? AND user_name = ? ORDER BY place";
        }

        @Override
        public void tidy(Connection to) {}

        @Override
        public String version() {
            return "b.version";
        }

        @Override
        public ChangeFeed.Watch watch(BiConsumer<Aor, Registered> changed) {
            return () -> {};
        }

        @Override
        public void close() {}
    }
}
