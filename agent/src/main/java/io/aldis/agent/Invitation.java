package io.aldis.agent;

import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.time.Duration;

/**
 * A call to be placed. Immutable.
 *
 * @param to address of the callee, {@code sip:user@domain}
 * @param session the offer, as it is sent: SDP by an application that handles its media itself
 * @param patience how long it may ring before it is cancelled
 */
public record Invitation(Uri to, Content.Bytes session, Duration patience) {
    /** The media type of session descriptions (RFC 8866). */
    public static final String SDP = "application/sdp";

    private static final Duration ONE_MINUTE = Duration.ofMinutes(1);

    /** @throws IllegalArgumentException when the patience is less than a second */
    public Invitation {
        if (patience.toSeconds() < 1)
            throw new IllegalArgumentException("patience: expected at least 1 s but was " + patience);
    }

    /**
     * With SDP and a minute of patience.
     *
     * @throws IllegalArgumentException when the address is no {@code sip:} URI, with what was expected and found
     */
    public static Invitation to(String address, byte[] sdp) {
        try {
            return new Invitation(SipUri.parse(address), new Content.Bytes(SDP, sdp), ONE_MINUTE);
        } catch (SyntaxException _) {
            throw new IllegalArgumentException("Expected sip:user@domain but was \"" + address + '"');
        }
    }

    public Invitation withPatience(Duration longest) {
        return new Invitation(to, session, longest);
    }

    /** With a session description of another type, or a multipart body that holds one. */
    public Invitation withSession(Content.Bytes other) {
        return new Invitation(to, other, patience);
    }
}
