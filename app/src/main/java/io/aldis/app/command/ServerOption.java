package io.aldis.app.command;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentBuilder;
import io.aldis.agent.AgentStartException;
import io.aldis.sip.Aor;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Through which server a user agent of ours goes. */
final class ServerOption {
    @Option(
            names = "--server",
            paramLabel = "HOST:PORT;transport=…",
            description =
                    "The server to go through, such as \"127.0.0.1:5060;transport=tcp\"; else that of the domain.")
    private Optional<String> server = Optional.empty();

    /** An agent of that user. */
    AgentBuilder agent(Aor address, Optional<String> password) {
        AgentBuilder builder = Agent.builder().address(address.toString());
        password.ifPresent(builder::password);
        try {
            server.ifPresent(builder::server);
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
