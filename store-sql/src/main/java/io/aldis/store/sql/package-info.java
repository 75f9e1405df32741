/**
 * Accounts, bindings, devices, mailboxes and trails in SQL: in two files of SQLite or in a database of PostgreSQL.
 *
 * <p>Who may come in: the command, which opens a store and hands its ports to the server. Whom this package uses: {@code sip}
 * and the ports of {@code server}. SQL and JDBC live here and nowhere else. Start reading at
 * {@link io.aldis.store.sql.SqlStore}, then {@link io.aldis.store.sql.Writer}, then what differs,
 * {@link io.aldis.store.sql.Database}, then the tables in {@code migration/}.
 */
@NullMarked
package io.aldis.store.sql;

import org.jspecify.annotations.NullMarked;
