/**
 * The mailbox: messages for devices that are away, stored until each device has taken its copy.
 *
 * <p>Used by: {@code io.aldis.server.runtime}. Uses: the shared types of {@code io.aldis.server}.
 * Start reading at {@link io.aldis.server.mailbox.Mailboxes}; {@link io.aldis.server.mailbox.ResponseClass} says what an answer means.
 */
@NullMarked
package io.aldis.server.mailbox;

import org.jspecify.annotations.NullMarked;
