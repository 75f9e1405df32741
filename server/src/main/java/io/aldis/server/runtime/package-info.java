/**
 * Assembly, start and shutdown of a server; its rate limits, and stores in memory.
 *
 * <p>Used by: the {@code app}, embedders and tests. Uses: all other packages of {@code io.aldis.server}. Start reading at
 * {@link io.aldis.server.runtime.Server}.
 */
@NullMarked
package io.aldis.server.runtime;

import org.jspecify.annotations.NullMarked;
