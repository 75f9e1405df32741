package io.aldis.agent;

import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SoftwareName;
import io.aldis.sip.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an {@link AgentBuilder} has gathered.
 *
 * @param userAgent the value of User-Agent in requests and of Server in answers; empty for neither
 */
record Plan(
        Identity me,
        Optional<SoftwareName> userAgent,
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

    /** Begins an answer. @param tag of its To */
    MessageBuilder<SipResponse> answer(SipRequest request, Status status, String tag) {
        var answer = request.answer(status, tag);
        userAgent.ifPresent(software -> answer.header(HeaderName.SERVER, software.value()));
        return answer;
    }

    /** User code, called on virtual threads only. */
    record Listeners(Consumer<IncomingMessage> message, Consumer<Registration> registration) {}
}
