package io.aldis.app.command;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentBuilder;
import io.aldis.agent.AgentStartException;
import io.aldis.app.config.NameServer;
import io.aldis.sip.Aor;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options of the server that an agent uses, of the trusted issuers and of the name servers. */
final class ServerOption {
    private static final String VARIABLE = "ALDIS_SERVER";

    /** Transport before the host. When only digits follow the colon, the first part is a host of that name, and they are its port. */
    private static final Pattern WITH_TRANSPORT = Pattern.compile("(?i)(udp|tcp|tls|ws|wss):(?!\\d+(?:;|$))([^;]+)");

    private static final Pattern HOP =
            Pattern.compile("(?i)(?:sip:)?(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::\\d+)?(?:;transport=(?:udp|tcp|tls))?");
    private static final String EXAMPLES = "such as tcp:127.0.0.1:5060, tls:sip.example.com or tcp:[::1]:5060";

    @Option(
            names = "--server",
            paramLabel = "T:HOST:PORT",
            description = "The server to use, such as tcp:127.0.0.1:5060, tls:sip.example.com or"
                    + " \"127.0.0.1:5060;transport=tcp\"; else those of ALDIS_SERVER, else that of the domain. May"
                    + " be repeated for several paths to one server, in an order that stays the same: each is"
                    + " registered, and the first that works is used to send.")
    private List<String> servers = List.of();

    @Option(
            names = "--tls-trust",
            paramLabel = "FILE",
            description =
                    "Trusted issuers for TLS, in PEM; by default those of the Java runtime. The server's certificate"
                            + " must be for its name or, where that is an address, for the domain.")
    private Optional<Path> trust = Optional.empty();

    @Option(
            names = "--dns",
            paramLabel = "ADDRESS[:PORT]",
            description = "A name server to ask instead of those of the system; may be repeated.")
    private List<NameServer> dns = List.of();

    /** The builder of an agent for that user. @throws UsageException when a server is wrong */
    AgentBuilder agent(Aor address, Optional<String> password, Terminal terminal) {
        AgentBuilder builder = Agent.builder().address(address.toString());
        password.ifPresent(builder::password);
        trust.ifPresent(builder::trust);
        builder.nameServers(dns.stream().map(NameServer::address).toArray(InetSocketAddress[]::new));
        try {
            List<String> named = named(terminal).toList();
            for (String each : named) check(each, builder);
            builder.server(named.stream().map(ServerOption::hop).toArray(String[]::new)); // each once
        } catch (IllegalArgumentException e) {
            throw new UsageException((servers.isEmpty() ? VARIABLE : "--server") + ": " + e.getMessage());
        }
        return builder;
    }

    private Stream<String> named(Terminal terminal) {
        if (!servers.isEmpty()) return servers.stream();
        return Stream.of(terminal.environment().getOrDefault(VARIABLE, "").split("[,\\s]+"))
                .filter(each -> !each.isEmpty());
    }

    /** @throws IllegalArgumentException for a form that there is not */
    private static void check(String text, AgentBuilder builder) {
        String hop = hop(text);
        boolean web = hop.matches("(?i).*;transport=wss?");
        try {
            if (HOP.matcher(hop).matches() && !web) {
                builder.server(hop);
                return;
            }
        } catch (IllegalArgumentException _) {
            // the exception is thrown below
        }
        throw new IllegalArgumentException("expected udp:, tcp: or tls: with a host and perhaps a port, " + EXAMPLES
                + ", but was \"" + text + '"' + (web ? " (WebSocket is for browsers)" : ""));
    }

    /** Converts {@code tcp:HOST:PORT}, which needs no quotes in a shell, to {@code HOST:PORT;transport=tcp}. */
    private static String hop(String text) {
        Matcher parts = WITH_TRANSPORT.matcher(text);
        return parts.matches() ? parts.group(2) + ";transport=" + parts.group(1).toLowerCase(Locale.ROOT) : text;
    }

    /** @throws FailedException when the agent cannot start */
    static Agent open(AgentBuilder builder) {
        try {
            return builder.open();
        } catch (AgentStartException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        }
    }
}
