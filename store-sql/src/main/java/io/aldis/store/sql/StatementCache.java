package io.aldis.store.sql;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the prepared statements of a connection: SQLite takes as long to prepare most of ours as to run them, and its driver caches
 * none. A statement that has failed is closed. For one thread at a time, as the connection.
 */
final class StatementCache implements InvocationHandler {
    private static final int MOST = 100;
    private static final Class<?>[] CONNECTION = {Connection.class};
    private static final Class<?>[] STATEMENT = {PreparedStatement.class};

    private final Connection connection;
    /** Statements that are not in use, by their SQL. */
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

    private StatementCache(Connection connection) {
        this.connection = connection;
    }

    /** Wraps that connection. */
    static Connection over(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                StatementCache.class.getClassLoader(), CONNECTION, new StatementCache(connection));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getName().equals("prepareStatement") && arguments != null && arguments.length == 1)
            return prepared((String) arguments[0]);
        if (method.getName().equals("close")) closeIdle();
        return passOn(connection, method, arguments);
    }

    private Object prepared(String sql) throws SQLException {
        PreparedStatement kept = idle.remove(sql);
        PreparedStatement statement = kept == null ? connection.prepareStatement(sql) : kept;
        return Proxy.newProxyInstance(StatementCache.class.getClassLoader(), STATEMENT, new Lent(sql, statement));
    }

    private void closeIdle() throws SQLException {
        for (PreparedStatement each : idle.values()) each.close();
        idle.clear();
    }

    private static @Nullable Object passOn(Object to, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(to, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** A statement in use; closing it returns it to the cache. */
    private final class Lent implements InvocationHandler {
        private final String sql;
        private final PreparedStatement statement;
        private boolean sound = true;

        Lent(String sql, PreparedStatement statement) {
            this.sql = sql;
            this.statement = statement;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getName().equals("close")) {
                giveBack();
                return null;
            }
            try {
                return passOn(statement, method, arguments);
            } catch (SQLException e) {
                sound = false;
                throw e;
            }
        }

        private void giveBack() throws SQLException {
            if (!sound || connection.isClosed() || idle.size() >= MOST || idle.putIfAbsent(sql, statement) != null)
                statement.close();
        }
    }
}
