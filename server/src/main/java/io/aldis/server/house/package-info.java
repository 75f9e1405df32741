/**
 * The house
 *
 * <p>Who may come in: {@code io.aldis.server.house}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.house. assembly and life of a server.:Server}.
 */
@NullMarked
package io.aldis.server.house;

import org.jspecify.annotations.NullMarked;
