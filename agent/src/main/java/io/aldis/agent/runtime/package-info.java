/**
 * Assembles agents: {@link io.aldis.agent.runtime.SharedEngine} has the sockets, {@link io.aldis.agent.runtime.RunningAgent} is one agent,
 * {@link io.aldis.agent.runtime.AgentDirectory} finds the agent of a request. Knows all other packages of the agent; none of them knows this
 * one, which is found as the service {@link io.aldis.agent.AgentEngine.Provider}.
 */
@NullMarked
package io.aldis.agent.runtime;

import org.jspecify.annotations.NullMarked;
