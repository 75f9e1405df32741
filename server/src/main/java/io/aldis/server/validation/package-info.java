/**
 * The desk (RFC 3261 §16.3, §16.4): what every request must be before anybody looks at who sent it.
 *
 * <p>Who may come in: {@code io.aldis.server.runtime}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.validation.Validation}.
 */
@NullMarked
package io.aldis.server.validation;

import org.jspecify.annotations.NullMarked;
