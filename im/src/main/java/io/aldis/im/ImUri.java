package io.aldis.im;

import io.aldis.sip.Aor;
import io.aldis.sip.OtherUri;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.Optional;

/** {@code im:user@domain} (RFC 3860 §3): the address of an instant inbox, independent of the protocol. */
public final class ImUri {
    private ImUri() {}

    /**
     * The SIP address-of-record of an im: URI (RFC 3428 §5), without its headers; empty for a URI of another scheme, or without
     * user or domain.
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
