/**
 * Forking (RFC 3261 §16.6 to §16.10): one copy per target, one response to the sender.
 *
 * <p>Used by: {@code io.aldis.server.runtime}. Uses: the shared types of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.forking.Forking}.
 */
@NullMarked
package io.aldis.server.forking;

import org.jspecify.annotations.NullMarked;
