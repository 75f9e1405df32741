/**
 * Accounts, devices and letters as lines of JSON, so that they go from one store to another, whatever database each has. The form is
 * described in docs/backup.md.
 *
 * <p>May come in: {@code io.aldis.app.command}. Whom this package uses: the ports of {@code server}. Start reading at
 * {@link io.aldis.app.archive.Entry}, then {@link io.aldis.app.archive.Exporter} and {@link io.aldis.app.archive.Importer}.
 */
@NullMarked
package io.aldis.app.archive;

import org.jspecify.annotations.NullMarked;
