/**
 * The rules: what a known sender may do.
 *
 * <p>Who may come in: {@code io.aldis.server.house}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.rules.Rules}.
 */
@NullMarked
package io.aldis.server.rules;

import org.jspecify.annotations.NullMarked;
