package io.aldis.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Prepares, binds and runs statements. Blocks. */
final class Sql {
    private Sql() {}

    /** Reads a result set, which is positioned before the first row. */
    @FunctionalInterface
    interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** @return how many rows were changed */
    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    static <T> T query(Connection connection, String sql, Rows<T> rows, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (var answer = statement.executeQuery()) {
                return rows.read(answer);
            }
        }
    }

    /** The first column of the first row as a number; 0 when there is no row or it is NULL. */
    static long number(Connection connection, String sql, Object... values) throws SQLException {
        return query(connection, sql, rows -> rows.next() ? rows.getLong(1) : 0L, values);
    }

    /** The first column of all rows. */
    static List<Long> numbers(Connection connection, String sql, Object... values) throws SQLException {
        return query(
                connection,
                sql,
                rows -> {
                    var numbers = new ArrayList<Long>();
                    while (rows.next()) numbers.add(rows.getLong(1));
                    return numbers;
                },
                values);
    }

    /** Runs a statement without values, such as BEGIN. */
    static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs the first statement of a new connection, which is closed when that fails. */
    static void first(Connection connection, String sql) throws SQLException {
        boolean done = false;
        try {
            run(connection, sql);
            done = true;
        } finally {
            if (!done) connection.close();
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) statement.setObject(i + 1, values[i]);
    }
}
