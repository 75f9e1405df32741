package io.aldis.agent.runtime;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentEngine;
import io.aldis.agent.AgentSettings;
import io.aldis.agent.account.DeviceInstance;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.net.endpoint.SipEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** An open endpoint and the agents on it. Safe for every thread. */
final class SharedEngine implements AgentEngine {
    private final EngineParts parts;
    private final boolean alone;

    private SharedEngine(EngineParts parts, boolean alone) {
        this.parts = parts;
        this.alone = alone;
    }

    static SharedEngine open(EndpointSettings settings, boolean alone) {
        SipEndpoint endpoint = SipEndpoint.bind(settings);
        var directory = new AgentDirectory();
        endpoint.start(new EngineReceiver(endpoint, directory));
        return new SharedEngine(new EngineParts(endpoint, settings.tls().isPresent(), directory), alone);
    }

    @Override
    public List<SipEndpoint.Bound> bound() {
        return parts.endpoint().bound();
    }

    @Override
    public List<Agent> agents() {
        return List.copyOf(parts.directory().all());
    }

    @Override
    public Agent open(AgentSettings settings, Consumer<Agent> first) {
        boolean opened = false;
        try {
            Agent agent = withDevice(settings, first);
            opened = true;
            return agent;
        } finally {
            if (alone && !opened) parts.endpoint().close();
        }
    }

    private Agent withDevice(AgentSettings settings, Consumer<Agent> first) {
        var account = settings.account();
        DeviceInstance device = DeviceInstance.open(account.instance(), account.address());
        boolean opened = false;
        try {
            Agent agent = onLoop(settings, device, first);
            opened = true;
            return agent;
        } finally {
            if (!opened) device.close();
        }
    }

    /** On the event loop, so that no request reaches the agent before it is complete. */
    private Agent onLoop(AgentSettings settings, DeviceInstance device, Consumer<Agent> first) {
        var made = new CompletableFuture<Agent>();
        Runnable make = () -> {
            var agent = new RunningAgent(parts, settings, device, alone);
            first.accept(agent);
            parts.directory().add(agent);
            made.complete(agent);
        };
        try {
            parts.endpoint().execute(() -> {
                try {
                    make.run();
                } catch (RuntimeException e) {
                    made.completeExceptionally(e);
                }
            });
            return made.join();
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("The engine is closed", e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    @Override
    public void close() {
        var closing = new ArrayList<Thread>();
        for (Agent agent : agents()) closing.add(Thread.ofVirtual().start(agent::close));
        try {
            for (Thread each : closing) each.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        parts.endpoint().close();
    }
}
