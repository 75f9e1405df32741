/**
 * Requests that come in: {@link io.aldis.agent.receive.RequestDispatcher} checks and answers them in the order of RFC 3261 §8.2,
 * {@link io.aldis.agent.receive.MessageReceiver} takes a MESSAGE or refuses it, {@link io.aldis.agent.receive.KeyedExecutor} runs the
 * listeners. What belongs to calls is handed to a {@link io.aldis.agent.receive.CallRequests}. Knows {@code io.aldis.agent} and {@code
 * io.aldis.agent.account}. Classes belong to the event loop unless they say otherwise.
 */
@NullMarked
package io.aldis.agent.receive;

import org.jspecify.annotations.NullMarked;
