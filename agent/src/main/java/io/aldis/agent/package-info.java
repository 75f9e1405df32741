/**
 * The user agent library, floor 3: send and receive SIP messages (RFC 3428) from Java, blocking and without exceptions for what the
 * network does.
 *
 * <p>What lives here: {@link io.aldis.agent.Agent} and its vocabulary ({@code Message}, {@code Outcome}, {@code Registration},
 * {@code IncomingMessage}); behind them {@code Requests} and {@code Exchange} (out), {@code Reception}, {@code Inbox} and {@code Lanes} (in),
 * {@code Flows} with an {@code Upkeep} for each server (the bindings), {@code Calls} with a {@code Line} for each call. Who may come in: {@code app}, {@code lab}, and every Java programmer. Whom this package may use:
 * {@code sip}, {@code im}, {@code net}; never {@code server}, its neighbour. Thread law: package-private classes belong to the event
 * loop of the endpoint unless they say otherwise; user code never runs there. Start reading at {@link io.aldis.agent.Agent}.
 */
@NullMarked
package io.aldis.agent;

import org.jspecify.annotations.NullMarked;
