/**
 * The server's vocabulary: the values that the stages of the pipeline hand on, and the ports that stores implement.
 *
 * <p>Used by the other packages of this module, by the stores and by the command. It uses {@code sip}, {@code im} and
 * {@code net}, and no other package of this module. Start reading at {@link io.aldis.server.Account}, {@link io.aldis.server.Binding}.
 */
@NullMarked
package io.aldis.server;

import org.jspecify.annotations.NullMarked;
