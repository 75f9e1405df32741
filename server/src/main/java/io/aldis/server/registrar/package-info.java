/**
 * The registrar (RFC 3261 §10.3): what phones ask to be reached at.
 *
 * <p>Who may come in: {@code io.aldis.server.runtime}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.registrar.Registrar}.
 */
@NullMarked
package io.aldis.server.registrar;

import org.jspecify.annotations.NullMarked;
