/**
 * The trail: what happens to messages, taken down on the event loop and written by a thread of its own, as far as the allowance goes.
 *
 * <p>Who may come in: {@code io.aldis.server.runtime}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.trail.TrailRecorder}; what is dropped is decided by an {@code Allowance}.
 */
@NullMarked
package io.aldis.server.trail;

import org.jspecify.annotations.NullMarked;
