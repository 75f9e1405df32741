/**
 * Accounts, bindings, devices and mailboxes in SQL: today in one SQLite file.
 *
 * <p>Who may come in: the command, which opens a store and hands its ports to the server. Whom this package uses: {@code sip}
 * and the ports of {@code server}. SQL and JDBC live here and nowhere else. Start reading at
 * {@link io.aldis.store.sql.SqliteStore}, then {@link io.aldis.store.sql.Writer}, then the tables in
 * {@code migration/}.
 */
@NullMarked
package io.aldis.store.sql;

import org.jspecify.annotations.NullMarked;
