/**
 * The house: assembly and life of a server.
 *
 * <p>Who may come in: the {@code app}, embedders and tests. Whom this room uses: all others of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.runtime.Server}.
 */
@NullMarked
package io.aldis.server.runtime;

import org.jspecify.annotations.NullMarked;
