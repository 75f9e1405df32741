/**
 * Exports accounts, devices and stored messages as lines of JSON, and imports them into another store, whatever its database.
 * docs/backup.md describes the format.
 *
 * <p>Used by {@code io.aldis.app.command}. Uses the store interfaces of {@code server}. Start reading at
 * {@link io.aldis.app.archive.ArchiveLine}, then {@link io.aldis.app.archive.Exporter} and {@link io.aldis.app.archive.Importer}.
 */
@NullMarked
package io.aldis.app.archive;

import org.jspecify.annotations.NullMarked;
