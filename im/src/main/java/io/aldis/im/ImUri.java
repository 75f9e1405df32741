package io.aldis.im;

import io.aldis.sip.Aor;
import io.aldis.sip.OtherUri;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.Optional;

/** {@code im:user@domain} (RFC 3860 §3): an instant inbox, whatever protocol leads to it. */
public final class ImUri {
    private ImUri() {}

    /**
     * The SIP address-of-record of an im: URI (RFC 3428 §5), its headers left out; empty for a URI of another scheme or one without
     * user and domain.
     */
    public static Optional<Aor> toAor(Uri uri) {
        if (!(uri instanceof OtherUri other) || !other.scheme().equals("im")) return Optional.empty();
        String rest = other.rest();
        int question = rest.indexOf('?');
        try {
            return Optional.of(Aor.of(SipUri.parse("sip:" + (question < 0 ? rest : rest.substring(0, question)))));
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }
}
