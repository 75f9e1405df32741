/**
 * The courier (RFC 3261 §16.6 to §16.10): one copy for each target, one answer for the sender.
 *
 * <p>Who may come in: {@code io.aldis.server.house}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.courier.Courier}.
 */
@NullMarked
package io.aldis.server.courier;

import org.jspecify.annotations.NullMarked;
