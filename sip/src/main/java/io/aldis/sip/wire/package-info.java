/**
 * Reading messages from datagrams and streams (RFC 3261 §7, §18.3), and writing forwarded requests and responses, in which only what a
 * proxy must change is changed.
 *
 * <p>Used by: {@code net}, {@code server}, {@code app}, {@code testkit}. Uses: {@code io.aldis.sip}. Start reading at
 * {@link io.aldis.sip.wire.MessageReader}, then {@link io.aldis.sip.wire.StreamCutter} and {@link io.aldis.sip.wire.Forwarding}.
 */
@NullMarked
package io.aldis.sip.wire;

import org.jspecify.annotations.NullMarked;
