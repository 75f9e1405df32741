/**
 * The courier (RFC 3261 §16.6 to §16.10): one copy for each target, one answer for the sender.
 *
 * <p>Who may come in: {@code io.aldis.server.runtime}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.forking.Forking}.
 */
@NullMarked
package io.aldis.server.forking;

import org.jspecify.annotations.NullMarked;
