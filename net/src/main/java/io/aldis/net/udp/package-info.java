/**
 * SIP over UDP (RFC 3261 §18): datagrams in and out in batches (recvmmsg, sendmmsg) where the machine has epoll.
 *
 * <p>May be used by {@code io.aldis.net.endpoint}. Start reading at {@link io.aldis.net.udp.UdpListener}.
 */
@NullMarked
package io.aldis.net.udp;

import org.jspecify.annotations.NullMarked;
