/**
 * Requests that the agent sends: {@link io.aldis.agent.send.RequestDraft} says what, {@link io.aldis.agent.send.NextHopFinder} where to,
 * {@link io.aldis.agent.send.HopSelector} over which flow, and {@link io.aldis.agent.send.RequestExchange} follows one request until its
 * final answer. {@link io.aldis.agent.send.OutgoingMessages} sends messages, one at a time to one address. Knows {@code io.aldis.agent} and
 * {@code io.aldis.agent.account}. Classes belong to the event loop unless they say otherwise.
 */
@NullMarked
package io.aldis.agent.send;

import org.jspecify.annotations.NullMarked;
