package io.aldis.agent.runtime;

import io.aldis.agent.AgentEngine;
import io.aldis.agent.AgentStartException;
import io.aldis.agent.send.ServerAddress;
import io.aldis.net.TlsSettings;
import io.aldis.net.endpoint.BindException;
import io.aldis.net.endpoint.EndpointSettings;
import java.util.List;
import java.util.Optional;

/** Opens engines; found by {@link java.util.ServiceLoader}. */
public final class EngineProvider implements AgentEngine.Provider {
    @Override
    public AgentEngine open(AgentEngine.Settings settings) {
        try {
            return SharedEngine.open(endpoint(settings), settings.alone());
        } catch (BindException e) {
            throw new AgentStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static EndpointSettings endpoint(AgentEngine.Settings settings) {
        List<ServerAddress> servers = settings.servers().stream()
                .flatMap(server -> ServerAddress.of(server).stream())
                .toList();
        EndpointSettings plain = settings.listen().isEmpty()
                ? DefaultListeners.towards(servers)
                : EndpointSettings.of(settings.listen());
        AgentEngine.Resources resources = settings.resources();
        return plain.with(EndpointSettings::advertised)
                .by(found -> settings.advertised().or(() -> found))
                .with(EndpointSettings::tls)
                .of(
                        resources.secure()
                                ? Optional.of(new TlsSettings(Optional.empty(), resources.trust()))
                                : Optional.empty())
                .with(EndpointSettings::timers)
                .of(resources.timers())
                .with(EndpointSettings::dns)
                .of(EndpointSettings.asking(resources.nameServers()));
    }
}
