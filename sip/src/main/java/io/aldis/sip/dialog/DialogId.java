package io.aldis.sip.dialog;

import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;

/**
 * What names a dialog on one of its sides (RFC 3261 §12). A tag that is missing is empty text: peers of RFC 2543 have none, and a
 * missing tag matches only a missing one (§12.1.1).
 */
public record DialogId(String callId, String localTag, String remoteTag) {
    /** The dialog that a request which came in means. */
    public static DialogId of(SipRequest request) {
        return new DialogId(request.callId(), request.to().tag(), request.from().tag());
    }

    /** The dialog that a response to a request of ours means. */
    public static DialogId of(SipResponse response) {
        return new DialogId(
                response.callId(), response.from().tag(), response.to().tag());
    }

    /** Whether the request says that it belongs to some dialog: it has a To tag (RFC 3261 §12.2.2). */
    public static boolean isInside(SipMessage message) {
        return !message.to().tag().isEmpty();
    }
}
