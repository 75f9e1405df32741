/**
 * The endpoint: the entry point of this module. It binds listeners, transactions and timers to one event loop.
 *
 * <p>May be used by {@code agent} and {@code server}. Start reading at {@link io.aldis.net.endpoint.SipEndpoint}.
 */
@NullMarked
package io.aldis.net.endpoint;

import org.jspecify.annotations.NullMarked;
