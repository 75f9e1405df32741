/**
 * The rules: what a known sender may do.
 *
 * <p>Who may come in: {@code io.aldis.server.runtime}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.policy.PolicyStage}.
 */
@NullMarked
package io.aldis.server.policy;

import org.jspecify.annotations.NullMarked;
