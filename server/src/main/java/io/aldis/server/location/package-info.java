/**
 * The location service (RFC 3261 §16.5): accounts and bindings in memory, synchronised with their stores.
 *
 * <p>Used by: {@code io.aldis.server.runtime}. Uses: the shared types of {@code io.aldis.server}. Start reading at
 * {@link io.aldis.server.location.LocationService}.
 */
@NullMarked
package io.aldis.server.location;

import org.jspecify.annotations.NullMarked;
