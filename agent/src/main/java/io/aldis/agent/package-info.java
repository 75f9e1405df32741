/**
 * The user agent library: send and receive SIP messages (RFC 3428) from Java, blocking and without exceptions for what the network does.
 *
 * <p>This package is the public API; start reading at {@link io.aldis.agent.Agent}. The packages below it do the work and are not for
 * programs: {@code send} (requests that go out), {@code receive} (requests that come in), {@code register} (bindings), {@code call} (calls),
 * {@code account} (address, device and contacts) and {@code runtime} (assembly). They use this package; it uses none of them and finds
 * {@code runtime} as a service. May be used by {@code app}, {@code lab} and every Java program; uses {@code sip}, {@code im}, {@code net}.
 * User code never runs on the event loop.
 */
@NullMarked
package io.aldis.agent;

import org.jspecify.annotations.NullMarked;
