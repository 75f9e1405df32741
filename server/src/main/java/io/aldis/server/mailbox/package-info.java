/**
 * The mailbox: messages for devices that are away, kept until each has taken its copy.
 *
 * <p>Who may come in: {@code io.aldis.server.runtime}. Whom this room uses: the tickets and ports of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.mailbox.Mailboxes}; what it does with an answer is {@link io.aldis.server.mailbox.ResponseClass}.
 */
@NullMarked
package io.aldis.server.mailbox;

import org.jspecify.annotations.NullMarked;
