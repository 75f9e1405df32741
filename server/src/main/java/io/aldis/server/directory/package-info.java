/**
 * The directory: accounts and locations in memory, kept in step with their stores.
 *
 * <p>Who may come in: {@code io.aldis.server.house}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.directory.Directory}.
 */
@NullMarked
package io.aldis.server.directory;

import org.jspecify.annotations.NullMarked;
