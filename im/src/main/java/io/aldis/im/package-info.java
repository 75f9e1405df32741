/**
 * Instant messaging: the bodies of MESSAGE requests and the meaning of im: addresses (RFC 3428, RFC 2046, RFC 3860).
 *
 * <p>Used by: {@code agent}, {@code smime}, {@code server} and above. Uses: {@code sip}. Start reading at {@link io.aldis.im.Part};
 * message/cpim is in the package {@code im.cpim}.
 */
@NullMarked
package io.aldis.im;

import org.jspecify.annotations.NullMarked;
