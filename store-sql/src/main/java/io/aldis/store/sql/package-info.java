/**
 * Accounts and bindings in SQL: today in one SQLite file.
 *
 * <p>Who may come in: the command, which opens a store and hands its ports to the server. Whom this package uses: {@code sip}
 * and the ports of {@code server}. SQL and JDBC live here and nowhere else. Start reading at
 * {@link io.aldis.store.sql.SqliteStore}, then {@link io.aldis.store.sql.Writer}, then the tables in
 * {@code migration/V1__accounts_and_bindings.sql}.
 */
@NullMarked
package io.aldis.store.sql;

import org.jspecify.annotations.NullMarked;
