/**
 * The directory: accounts and locations in memory, kept in step with their stores.
 *
 * <p>Who may come in: {@code io.aldis.server.runtime}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.location.LocationService}.
 */
@NullMarked
package io.aldis.server.location;

import org.jspecify.annotations.NullMarked;
