/**
 * The registrar (RFC 3261 §10.3): processes REGISTER requests.
 *
 * <p>Used by: {@code io.aldis.server.runtime}. Uses: the shared types of {@code io.aldis.server}. Start reading at
 * {@link io.aldis.server.registrar.Registrar}.
 */
@NullMarked
package io.aldis.server.registrar;

import org.jspecify.annotations.NullMarked;
