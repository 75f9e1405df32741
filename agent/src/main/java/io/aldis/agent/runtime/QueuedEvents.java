package io.aldis.agent.runtime;

import io.aldis.agent.AgentEvents;
import io.aldis.agent.receive.KeyedExecutor;

/** Passes events to the observer of the application, on a virtual thread and in order; dropped when too many callbacks wait. */
record QueuedEvents(AgentEvents observer, KeyedExecutor callbacks) implements AgentEvents {
    private static final String KEY = "events";

    private void tell(Runnable event) {
        callbacks.offer(KEY, event);
    }

    @Override
    public void sending(Attempt attempt) {
        tell(() -> observer.sending(attempt));
    }

    @Override
    public void answered(Attempt attempt, int status) {
        tell(() -> observer.answered(attempt, status));
    }

    @Override
    public void failed(Attempt attempt, String why) {
        tell(() -> observer.failed(attempt, why));
    }

    @Override
    public void flowUp(String hop) {
        tell(() -> observer.flowUp(hop));
    }

    @Override
    public void flowDown(String hop, String why) {
        tell(() -> observer.flowDown(hop, why));
    }
}
