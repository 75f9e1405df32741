/**
 * Policy: what an identified sender may do.
 *
 * <p>Used by: {@code io.aldis.server.runtime}. Uses: the shared types of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.policy.PolicyStage}.
 */
@NullMarked
package io.aldis.server.policy;

import org.jspecify.annotations.NullMarked;
