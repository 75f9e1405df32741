package io.aldis.server.mailbox;

import io.aldis.im.MediaType;
import io.aldis.im.cpim.Cpim;
import io.aldis.server.StoredMessage;
import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SyntaxException;
import java.util.Optional;

/** Kind of a message by its Content-Type; of a message/cpim (RFC 3862) by the type of its content. */
final class KeptContent {
    private static final String COMPOSING = "application/im-iscomposing+xml";
    private static final String RECEIPT = "message/imdn+xml";

    private KeptContent() {}

    /** Absent for is-composing notifications (RFC 3994), which are of no use later. */
    static Optional<StoredMessage.Kind> kind(SipRequest request) {
        String type = type(request);
        if (type.equals(COMPOSING)) return Optional.empty();
        return Optional.of(type.equals(RECEIPT) ? StoredMessage.Kind.RECEIPT : StoredMessage.Kind.TEXT);
    }

    private static String type(SipRequest request) {
        try {
            String outer = request.headers()
                    .get(HeaderName.CONTENT_TYPE)
                    .map(text -> MediaType.parse(text).name())
                    .orElse("");
            return outer.equals(Cpim.TYPE)
                    ? Cpim.parse(request.body()).content().type().name()
                    : outer;
        } catch (SyntaxException e) {
            return ""; // unreadable here; the device may be able to read it
        }
    }
}
