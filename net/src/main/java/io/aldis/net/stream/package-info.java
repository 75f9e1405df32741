/**
 * SIP over streams (RFC 3261 §18): accepted and outgoing connections, their framing, keep-alives and reuse.
 *
 * <p>May be used by {@code io.aldis.net.endpoint}. Start reading at {@link io.aldis.net.stream.StreamFlow}.
 */
@NullMarked
package io.aldis.net.stream;

import org.jspecify.annotations.NullMarked;
