package io.aldis.agent;

import io.aldis.net.endpoint.EndpointSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** What an {@link AgentBuilder} has gathered. */
record Plan(
        Identity me,
        Login login,
        Tokens tokens,
        Optional<Hop> server,
        Duration expires,
        EndpointSettings settings,
        Listeners listeners) {
    /** User code, called on virtual threads only. */
    record Listeners(Consumer<IncomingMessage> message, Consumer<Registration> registration) {}
}
