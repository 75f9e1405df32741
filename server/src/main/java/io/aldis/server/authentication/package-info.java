/**
 * The gate: who sent a request (RFC 3261 §22).
 *
 * <p>Who may come in: {@code io.aldis.server.runtime}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.authentication.Authentication}.
 */
@NullMarked
package io.aldis.server.authentication;

import org.jspecify.annotations.NullMarked;
