package io.aldis.sip.dialog;

import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;

/**
 * The identifier of a dialog at one of its sides (RFC 3261 §12). A missing tag is empty text: peers of RFC 2543 have none, and a
 * missing tag matches only a missing one (§12.1.1).
 */
public record DialogId(String callId, String localTag, String remoteTag) {
    /** The dialog that a received request belongs to. */
    public static DialogId of(SipRequest request) {
        return new DialogId(request.callId(), request.to().tag(), request.from().tag());
    }

    /** The dialog that a received response belongs to. */
    public static DialogId of(SipResponse response) {
        return new DialogId(
                response.callId(), response.from().tag(), response.to().tag());
    }

    /** Whether the message claims to belong to a dialog: it has a To tag (RFC 3261 §12.2.2). */
    public static boolean isInside(SipMessage message) {
        return !message.to().tag().isEmpty();
    }
}
