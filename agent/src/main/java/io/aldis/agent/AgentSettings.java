package io.aldis.agent;

import io.aldis.im.MediaRange;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import io.aldis.sip.SoftwareName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The settings of an {@link AgentBuilder}; programs use the builder. Immutable. */
public record AgentSettings(
        Account account, Registering registering, Sending sending, Receiving receiving, Surroundings surroundings) {
    /**
     * The account of the agent.
     *
     * @param display display name; empty when there is none
     * @param software value of User-Agent in requests and of Server in answers; empty for neither
     */
    public record Account(
            Aor address,
            String display,
            Optional<String> password,
            Instance instance,
            Optional<SoftwareName> software) {}

    /** Source of the instance id of an agent (RFC 5626 §4.1). */
    public sealed interface Instance {
        /** Derived from account, machine and user of the operating system; agents that are open at the same time have different ones. */
        record Machine() implements Instance {}

        /** Derived from account and a name that the program has chosen. */
        record Name(String text) implements Instance {}

        /** Drawn at random once and kept in a file. */
        record Kept(Path file) implements Instance {}

        /** Chosen by the program. */
        record Given(UUID id) implements Instance {}
    }

    /**
     * How the binding is made and kept.
     *
     * @param servers first hops of all requests: registrars and outbound proxies
     * @param expires requested lifetime of a binding
     * @param outbound whether flows are asked for (RFC 5626)
     * @param firstPause shortest pause after the first failed registration
     */
    public record Registering(List<SipUri> servers, Duration expires, boolean outbound, Duration firstPause) {
        public static final Registering DEFAULT =
                new Registering(List.of(), Duration.ofHours(1), true, Duration.ofSeconds(30));
    }

    /**
     * How messages are sent.
     *
     * @param route proxies that every request outside of a dialog has to pass
     * @param limit octets of the largest MESSAGE
     * @param follow whether contacts of a 3xx are tried
     */
    public record Sending(List<SipUri> route, int limit, boolean follow, Optional<Protection> protection) {}

    /**
     * What the agent accepts.
     *
     * @param messages whether messages are accepted at all
     * @param calls limits on calls
     */
    public record Receiving(boolean messages, Accepted accepted, Screen screen, Dates dates, Calls calls) {
        public static final Receiving DEFAULT =
                new Receiving(true, Accepted.ALL, Screen.NONE, new Dates(Late.MARK, DateCheck.DEFAULT), Calls.DEFAULT);
    }

    /**
     * Which messages are accepted.
     *
     * @param types media types; others are refused with 415
     * @param languages tags such as {@code en}; none for every language
     */
    public record Accepted(List<MediaRange> types, List<String> languages, List<Block> blocked) {
        public static final Accepted ALL = new Accepted(List.of(MediaRange.ALL), List.of(), List.of());
    }

    /**
     * Senders that are refused.
     *
     * @param pattern {@code sip:user@domain}, where * stands for any characters
     */
    public record Block(String pattern, Screening.Refuse answer) {
        public Block {
            if (pattern.indexOf(':') < 1)
                throw new IllegalArgumentException(
                        "block: expected such as sip:*@example.com but was \"" + pattern + '"');
        }
    }

    /**
     * The application's decision about a message before it is answered.
     *
     * @param limit time to decide; after that the message is refused with 500
     */
    public record Screen(Optional<Function<IncomingMessage, Screening>> decision, Duration limit) {
        /** Default limit: a sender retransmits a request over UDP after half a second, and a proxy gives up soon after. */
        public static final Screen NONE = new Screen(Optional.empty(), Duration.ofSeconds(2));
    }

    /** How messages are handled that are expired or have a wrong Date. */
    public record Dates(Late late, DateCheck check) {}

    /**
     * Limits on calls.
     *
     * @param most calls at a time, ringing ones included; further ones are refused with 486
     * @param ringing how long a call may ring before it is refused with 480
     */
    public record Calls(int most, Duration ringing) {
        public static final Calls DEFAULT = new Calls(10, Duration.ofMinutes(1));
    }

    /** Dependencies of the agent. @param clock for Date */
    public record Surroundings(InstantSource clock, Optional<AgentEvents> events) {}
}
