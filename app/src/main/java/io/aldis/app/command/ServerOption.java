package io.aldis.app.command;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentBuilder;
import io.aldis.agent.AgentStartException;
import io.aldis.app.config.NameServer;
import io.aldis.sip.Aor;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Through which server a user agent of ours goes, and who tells it where that is. */
final class ServerOption {
    @Option(
            names = "--server",
            paramLabel = "HOST:PORT;transport=…",
            description =
                    "The server to go through, such as \"127.0.0.1:5060;transport=tcp\" or \"sip.example.com;transport=tls\"; else that of the domain. May be repeated for several ways to one server, in an order that stays the same: we register by each, and go by the first that is there.")
    private List<String> servers = List.of();

    @Option(
            names = "--tls-trust",
            paramLabel = "FILE",
            description =
                    "Whose certificates are believed over TLS, in PEM; by default those that the Java runtime believes. That of the server must be for its name, or, where that is an address, for the domain.")
    private Optional<Path> trust = Optional.empty();

    @Option(
            names = "--dns",
            paramLabel = "ADDRESS[:PORT]",
            description = "A name server to ask instead of those of the system; may be repeated.")
    private List<NameServer> dns = List.of();

    /** An agent of that user. */
    AgentBuilder agent(Aor address, Optional<String> password) {
        AgentBuilder builder = Agent.builder().address(address.toString());
        password.ifPresent(builder::password);
        trust.ifPresent(builder::trust);
        builder.nameServers(dns.stream().map(NameServer::address).toArray(InetSocketAddress[]::new));
        try {
            builder.server(servers.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--server: " + e.getMessage());
        }
        return builder;
    }

    static Agent open(AgentBuilder builder) {
        try {
            return builder.open();
        } catch (AgentStartException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        }
    }
}
