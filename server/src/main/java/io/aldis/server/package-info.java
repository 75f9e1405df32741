/**
 * The server's vocabulary: the tickets that a message carries from room to room, and the ports that stores implement.
 *
 * <p>SenderPattern may come in: the rooms of this module, the stores, the command. Whom this package uses: {@code sip}, {@code im},
 * {@code net}, and none of its own rooms. Start reading at {@link io.aldis.server.Account}, {@link io.aldis.server.Binding}.
 */
@NullMarked
package io.aldis.server;

import org.jspecify.annotations.NullMarked;
