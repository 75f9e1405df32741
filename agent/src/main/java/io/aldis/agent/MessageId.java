package io.aldis.agent;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Names one message, for its sender, for the logs of servers on the way and for their trails. Outside of calls it is the Call-ID of the
 * MESSAGE. Inside a call all requests have the Call-ID of the call; there it is {@code <Call-ID>#<tag>-<number>}.
 */
public record MessageId(String value) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int OCTETS = 16;
    /** Not allowed in a Call-ID (RFC 3261 §25.1). */
    private static final char SEPARATOR = '#';

    /** @throws IllegalArgumentException for an empty value, and for one with spaces or control characters */
    public MessageId {
        if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c == 0x7f))
            throw new IllegalArgumentException("message id: expected a Call-ID but was \"" + value + '"');
    }

    /** A new one that no other message has. */
    public static MessageId random() {
        byte[] drawn = new byte[OCTETS];
        RANDOM.nextBytes(drawn);
        return new MessageId(HexFormat.of().formatHex(drawn));
    }

    /**
     * For a message in a call.
     *
     * @param tag of its sender in that call
     * @param number that the sender gives to one message only
     */
    public static MessageId inCall(String callId, String tag, long number) {
        return new MessageId(callId + SEPARATOR + tag + '-' + number);
    }

    /** The Call-ID of the MESSAGE, as it stands in In-Reply-To. */
    public String callId() {
        int end = value.indexOf(SEPARATOR);
        return end < 0 ? value : value.substring(0, end);
    }

    @Override
    public String toString() {
        return value;
    }
}
