/**
 * message/cpim (RFC 3862): a message format that contains sender, recipients and date, so that it can be passed unchanged between
 * protocols, or be signed.
 *
 * <p>Used by: {@code agent}, {@code server}, {@code app}. Uses: {@code im} and {@code sip}. Start reading at
 * {@link io.aldis.im.cpim.Cpim}.
 */
@NullMarked
package io.aldis.im.cpim;

import org.jspecify.annotations.NullMarked;
