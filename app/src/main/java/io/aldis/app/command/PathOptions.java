package io.aldis.app.command;

import io.aldis.agent.AgentBuilder;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is known about the way to the recipient, and with it how large a message may be (RFC 3428 §8). */
final class PathOptions {
    @Option(
            names = "--path-is-safe",
            description =
                    "Every hop to the recipient uses TCP, as on a network of your own: then a message may have more than 1300 bytes.")
    private boolean safe;

    @Option(
            names = "--path-mtu",
            paramLabel = "BYTES",
            description = "The lowest MTU on the way: then a message may have 200 bytes less than that.")
    private Optional<Integer> mtu = Optional.empty();

    /** The same builder, told. */
    AgentBuilder tell(AgentBuilder builder) {
        try {
            mtu.ifPresent(builder::pathMtu);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()).replace("pathMtu", "--path-mtu"));
        }
        return safe ? builder.pathIsSafe() : builder;
    }
}
