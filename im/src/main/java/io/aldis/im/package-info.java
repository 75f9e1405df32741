/**
 * Instant messaging, floor 1: what goes into a MESSAGE and what im: addresses mean (RFC 3428, RFC 2046, RFC 3860).
 *
 * <p>Who may come in: {@code agent} and {@code server}. Whom this package uses: {@code sip}. Start reading at
 * {@link io.aldis.im.Part}; message/cpim is in the room {@code im.cpim}.
 */
@NullMarked
package io.aldis.im;

import org.jspecify.annotations.NullMarked;
