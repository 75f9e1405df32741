/**
 * SIP over streams (RFC 3261 §18): connections that come in and go out, cut into messages, kept alive and reused.
 *
 * <p>Who may come in: {@code io.aldis.net.endpoint}. Start reading at {@link io.aldis.net.stream.StreamFlow}.
 */
@NullMarked
package io.aldis.net.stream;

import org.jspecify.annotations.NullMarked;
