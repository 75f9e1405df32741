package io.aldis.store.sql;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Translates PostgreSQL's SQLSTATEs to words for the operator. The driver is configured to leave values of rows out of its messages. */
final class PostgresFailure {
    private PostgresFailure() {}

    static String words(SQLException cause) {
        // Hikari reports a timeout of the pool; its cause says why there is no connection
        if (cause instanceof SQLTransientConnectionException && cause.getCause() instanceof SQLException why)
            return words(why);
        String state = String.valueOf(cause.getSQLState());
        return switch (state) {
            case "57P01", "57P02" -> "it is shutting down";
            case "57P03" -> "it is starting or shutting down";
            case "57014", "25P03", "55P03" -> "it has not answered in time";
            case "25006" -> "it is read-only, as a standby is";
            case "08004" -> "it refuses this user: " + cause.getMessage();
            case "28P01", "28000" -> "it refuses this user with this password";
            case "3D000" -> "there is no such database";
            case "42501" -> "this user may not do that: it must own the tables";
            case "53100" -> "its disk is full";
            case "53300" -> "it has too many connections already";
            default -> state.startsWith("08") ? lost(cause) : cause.getMessage() + " (" + state + ")";
        };
    }

    private static String lost(SQLException cause) {
        return "there is no connection: " + cause.getMessage();
    }
}
