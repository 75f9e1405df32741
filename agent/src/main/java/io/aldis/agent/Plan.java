package io.aldis.agent;

import io.aldis.net.endpoint.EndpointSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What an {@link AgentBuilder} has gathered. */
record Plan(
        Identity me,
        Login login,
        Tokens tokens,
        List<Hop> servers,
        Keeping keeping,
        EndpointSettings settings,
        Receiving receiving,
        Optional<Protection> protection,
        Sending sending,
        Listeners listeners,
        Bell bell) {
    /**
     * What happens to calls.
     *
     * @param listener who hears of one that comes in; empty when none may
     * @param most how many there may be before the next is told that we are busy
     * @param patience how long one may ring
     */
    record Bell(Optional<Consumer<IncomingCall>> listener, int most, Duration patience) {
        static final Bell SILENT = new Bell(Optional.empty(), 10, Duration.ofMinutes(1));
    }

    /**
     * How the binding is kept.
     *
     * @param expires how long it is asked for
     * @param outbound whether flows are asked for (RFC 5626)
     */
    record Keeping(Duration expires, Pace pace, boolean outbound) {}

    /**
     * How messages go out.
     *
     * @param route what every request outside of a dialog has to pass
     * @param limit octets of the largest MESSAGE
     * @param follow whether contacts of a 3xx are tried
     * @param clock for Date
     */
    record Sending(RouteSet route, int limit, boolean follow, InstantSource clock) {}

    /** User code, called on virtual threads only. */
    record Listeners(Consumer<IncomingMessage> message, Consumer<Registration> registration) {}
}
