package io.aldis.sip.outbound;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the response to a REGISTER says about the flow that it came over (RFC 5626 §4.2.1, §4.4). A malformed header counts as absent.
 *
 * @param outbound whether the response has {@code Require: outbound}: registrar and first hop support flows and answer keep-alives
 * @param timer the Flow-Timer, the longest time between keep-alives; empty when absent or zero
 */
public record FlowGrant(boolean outbound, Optional<Duration> timer) {
    /** For a registration without outbound. */
    public static final FlowGrant NONE = new FlowGrant(false, Optional.empty());

    /** First Hop Lacks Outbound Support (§11.6): the same REGISTER without {@code reg-id} may be accepted. */
    public static final int NO_OUTBOUND = 439;

    private static final HeaderName FLOW_TIMER = HeaderName.of("Flow-Timer");
    private static final long LONGEST = Integer.MAX_VALUE;

    public static FlowGrant of(SipResponse response) {
        boolean outbound = required(response).stream().anyMatch("outbound"::equalsIgnoreCase);
        return new FlowGrant(outbound, response.headers().get(FLOW_TIMER).flatMap(FlowGrant::seconds));
    }

    private static List<String> required(SipResponse response) {
        try {
            return response.headers().values(HeaderName.REQUIRE);
        } catch (SyntaxException _) {
            return List.of();
        }
    }

    private static Optional<Duration> seconds(String text) {
        try {
            return Optional.of(Token.number("Flow-Timer", text.strip(), LONGEST))
                    .filter(seconds -> seconds > 0)
                    .map(Duration::ofSeconds);
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }
}
