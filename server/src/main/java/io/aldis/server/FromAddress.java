package io.aldis.server;

import io.aldis.im.ImUri;
import io.aldis.sip.Aor;
import io.aldis.sip.OtherUri;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.Optional;

/** The address in a From header that has a SIP URI, or an {@code im:} or {@code pres:} URI (RFC 3859 §3, RFC 3860 §3). */
public final class FromAddress {
    private FromAddress() {}

    /** Empty for other schemes, and without a user. */
    public static Optional<Aor> of(Uri from) {
        return switch (from) {
            case SipUri sip -> sip.user().isEmpty() ? Optional.empty() : Optional.of(Aor.of(sip));
            case OtherUri other when other.scheme().equals("pres") -> ImUri.toAor(inbox(other));
            case OtherUri other -> ImUri.toAor(other);
        };
    }

    /** The domain that a sender names; empty when there is none. */
    public static String domain(Uri from) {
        if (from instanceof SipUri sip) return sip.host();
        return of(from).map(Aor::domain).orElse("");
    }

    private static OtherUri inbox(OtherUri presentity) throws SyntaxException {
        return new OtherUri("im", "im:" + presentity.rest());
    }
}
