package io.aldis.agent.call;

import io.aldis.agent.Content;
import io.aldis.agent.Invitation;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SipResponse;
import java.nio.charset.StandardCharsets;

/** The session descriptions of both sides of a call, as bytes. Written on the event loop, {@link #theirs} is for every thread. */
final class SessionDescriptions {
    private static final Content.Bytes NOTHING = new Content.Bytes(Invitation.SDP, new byte[0]);

    private Content.Bytes ours = NOTHING;
    private volatile Content.Bytes theirs = NOTHING;

    /** The body with its Content-Type; no octets when there is none. */
    static Content.Bytes body(SipMessage message) {
        String type = message.headers().get(HeaderName.CONTENT_TYPE).orElse(Invitation.SDP);
        return new Content.Bytes(Content.isType(type) ? type : Invitation.SDP, message.body());
    }

    Content.Bytes theirs() {
        return theirs;
    }

    void said(Content.Bytes session) {
        ours = session;
    }

    /** A message of the peer without a body changes nothing. */
    void heard(SipMessage message) {
        if (message.bodyLength() > 0) theirs = body(message);
    }

    /** Our last session description, as the body of an answer. */
    SipResponse write(MessageBuilder<SipResponse> answer) {
        if (ours.bytes().length > 0)
            answer.header(HeaderName.CONTENT_TYPE, ours.type()).body(ours.bytes());
        return answer.build();
    }

    /**
     * Whether our last session description can answer a new offer: same number of streams (RFC 3264 §8), and same type. What the streams
     * carry is not checked, since the application is not asked again.
     */
    boolean stays(SipMessage offer) {
        if (ours.bytes().length == 0) return false;
        return offer.bodyLength() == 0
                || (streams(ours) == streams(body(offer)) && media(ours).equals(media(body(offer))));
    }

    private static String media(Content.Bytes session) {
        return session.type().split(";", 2)[0].strip().toLowerCase(java.util.Locale.ROOT);
    }

    private static long streams(Content.Bytes session) {
        return new String(session.bytes(), StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith("m="))
                .count();
    }
}
