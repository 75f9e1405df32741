/**
 * The trail: what happens to messages, recorded on the event loop within a rate limit, and written by a thread of its own.
 *
 * <p>Used by: {@code io.aldis.server.runtime}. Uses: the shared types of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.trail.TrailRecorder}; an {@code Allowance} decides what is dropped.
 */
@NullMarked
package io.aldis.server.trail;

import org.jspecify.annotations.NullMarked;
