/**
 * Accounts, bindings, devices, mailboxes and trails in SQL: in two files of SQLite or in a PostgreSQL database.
 *
 * <p>May be used by {@code app}, which opens a store and passes its store interfaces to the server; uses {@code sip} and the interfaces of
 * {@code server}. No other module uses SQL or JDBC. Start reading at {@link io.aldis.store.sql.SqlStore}, then
 * {@link io.aldis.store.sql.Writer}, then {@link io.aldis.store.sql.Database} (what differs between the two), then the tables in
 * {@code migration/}.
 */
@NullMarked
package io.aldis.store.sql;

import org.jspecify.annotations.NullMarked;
