/**
 * The endpoint: the one thing of this module that upper floors open. It ties listeners, transactions and time to one event loop.
 *
 * <p>Who may come in: {@code agent} and {@code server}. Start reading at {@link io.aldis.net.endpoint.SipEndpoint}.
 */
@NullMarked
package io.aldis.net.endpoint;

import org.jspecify.annotations.NullMarked;
