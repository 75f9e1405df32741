package io.aldis.store.sql;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Address and login of a PostgreSQL database.
 *
 * @param url {@code postgresql://host:port/database?sslmode=verify-full}; several hosts with commas between them
 */
record PostgresSource(String url, String user, String password) {
    /** Longest time for one statement, lock or connect. A SIP sender gives up after 32 s. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Pattern URL = Pattern.compile("postgresql://([^/?@\\s]+)/([^/?@\\s]+)(\\?[^?@\\s]*)?");

    /** Parameters that may be given: where the server is and how it is authenticated. Others of the driver can load classes or weaken durability. */
    private static final Pattern PARAMETERS =
            Pattern.compile("\\?(sslmode|sslrootcert|sslcert|sslkey|targetServerType|currentSchema)=[^&]*"
                    + "(&(sslmode|sslrootcert|sslcert|sslkey|targetServerType|currentSchema)=[^&]*)*");

    PostgresSource {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches())
            throw new IllegalArgumentException(
                    "store: expected postgresql://host:port/database (without user and password) but was something else");
        String parameters = matcher.group(3);
        if (parameters != null && !PARAMETERS.matcher(parameters).matches())
            throw new IllegalArgumentException(
                    "store: expected sslmode, sslrootcert, sslcert, sslkey, targetServerType or currentSchema but was \""
                            + parameters + "\"");
    }

    /** The URL without parameters. */
    String name() {
        int question = url.indexOf('?');
        return question < 0 ? url : url.substring(0, question);
    }

    /** With timeouts in the driver and in the server, where a statement that waits may hold locks. */
    PGSimpleDataSource quick() {
        long millis = PATIENCE.toMillis();
        var source = source();
        source.setSocketTimeout((int) PATIENCE.toSeconds() + 2); // the server's timeout comes first
        source.setOptions("-c statement_timeout=" + millis + " -c lock_timeout=" + millis
                + " -c idle_in_transaction_session_timeout=" + millis);
        return source;
    }

    /** Without these timeouts, for migrations, which may take long. */
    PGSimpleDataSource patient() {
        return source();
    }

    private PGSimpleDataSource source() {
        var source = new PGSimpleDataSource();
        source.setURL("jdbc:" + url);
        source.setUser(user);
        if (!password.isEmpty()) source.setPassword(password); // else the driver looks into ~/.pgpass
        source.setApplicationName("aldis");
        source.setConnectTimeout((int) PATIENCE.toSeconds());
        source.setLoginTimeout((int) PATIENCE.toSeconds());
        source.setTcpKeepAlive(true);
        source.setLogServerErrorDetail(false); // it contains values of rows
        source.setDefaultRowFetchSize(1000);
        return source;
    }

    @Override
    public String toString() {
        return name();
    }
}
