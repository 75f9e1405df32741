package io.aldis.store.sql;

import io.aldis.sip.Aor;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The columns {@code domain} and {@code user_name}. */
final class Aors {
    private Aors() {}

    static Aor read(ResultSet row) throws SQLException {
        return new Aor(row.getString("user_name"), row.getString("domain"));
    }

    static boolean isAt(ResultSet row, Aor aor) throws SQLException {
        return aor.user().equals(row.getString("user_name")) && aor.domain().equals(row.getString("domain"));
    }
}
