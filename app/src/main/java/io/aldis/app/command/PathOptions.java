package io.aldis.app.command;

import io.aldis.agent.AgentBuilder;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that describe the path to the recipient. They determine how large a message may be (RFC 3428 §8). */
final class PathOptions {
    @Option(
            names = "--path-is-safe",
            description =
                    "Every hop to the recipient uses TCP, for example on your own network: then a message may have more than 1300 bytes.")
    private boolean safe;

    @Option(
            names = "--path-mtu",
            paramLabel = "BYTES",
            description = "The lowest MTU of the path: then a message may have 200 bytes less than that.")
    private Optional<Integer> mtu = Optional.empty();

    /**
     * Sets the options on the builder.
     *
     * @return the same builder
     * @throws UsageException for an MTU that is too small
     */
    AgentBuilder tell(AgentBuilder builder) {
        try {
            mtu.ifPresent(builder::pathMtu);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()).replace("pathMtu", "--path-mtu"));
        }
        return safe ? builder.pathIsSafe() : builder;
    }
}
