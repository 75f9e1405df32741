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

/** Through which server a user agent of ours goes, and who tells it where that is. */
final class ServerOption {
    private static final String VARIABLE = "ALDIS_SERVER";

    /** A host that has the name of a transport has digits alone behind it. */
    private static final Pattern WITH_TRANSPORT = Pattern.compile("(?i)(udp|tcp|tls|ws|wss):(?!\\d+(?:;|$))([^;]+)");

    @Option(
            names = "--server",
            paramLabel = "T:HOST:PORT",
            description =
                    "The server to go through, such as tcp:127.0.0.1:5060, tls:sip.example.com or \"127.0.0.1:5060;transport=tcp\"; else those of ALDIS_SERVER, else that of the domain. May be repeated for several ways to one server, in an order that stays the same: we register by each, and go by the first that is there.")
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
    AgentBuilder agent(Aor address, Optional<String> password, Terminal terminal) {
        AgentBuilder builder = Agent.builder().address(address.toString());
        password.ifPresent(builder::password);
        trust.ifPresent(builder::trust);
        builder.nameServers(dns.stream().map(NameServer::address).toArray(InetSocketAddress[]::new));
        try {
            builder.server(named(terminal).map(ServerOption::hop).toArray(String[]::new));
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

    /** {@code tcp:HOST:PORT}, as listeners are written, needs no quotes in a shell. */
    private static String hop(String text) {
        Matcher parts = WITH_TRANSPORT.matcher(text);
        return parts.matches() ? parts.group(2) + ";transport=" + parts.group(1).toLowerCase(Locale.ROOT) : text;
    }

    static Agent open(AgentBuilder builder) {
        try {
            return builder.open();
        } catch (AgentStartException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        }
    }
}
