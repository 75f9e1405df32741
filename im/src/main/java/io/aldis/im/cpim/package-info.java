/**
 * message/cpim, a room of floor 1: a message that tells by itself who it is from, to whom, and when, so that it can pass from one
 * protocol to another, or be signed, unchanged (RFC 3862).
 *
 * <p>Who may come in: {@code agent} and {@code server}. Whom this package uses: {@code im} and {@code sip}. Start reading at
 * {@link io.aldis.im.cpim.Cpim}.
 */
@NullMarked
package io.aldis.im.cpim;

import org.jspecify.annotations.NullMarked;
