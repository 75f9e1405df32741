package io.aldis.sip.outbound;

import io.aldis.sip.Parameters;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.Optional;

/**
 * The addresses of this one device that its registrar has made (RFC 5627 §4.2): whoever has one reaches this device and no other of the
 * same user. Nothing in them is ours to change. None, one or both may be there.
 *
 * @param lasting the public one, which says whose it is
 * @param temporary one that does not, and is good until the registration ends
 */
public record OwnGruus(Optional<SipUri> lasting, Optional<SipUri> temporary) {
    public static final OwnGruus NONE = new OwnGruus(Optional.empty(), Optional.empty());

    /** @param contact parameters of our own Contact in the answer of a registrar; what cannot be read is not there */
    public static OwnGruus of(Parameters contact) {
        return new OwnGruus(read(contact, "pub-gruu"), read(contact, "temp-gruu"));
    }

    private static Optional<SipUri> read(Parameters contact, String name) {
        try {
            return Optional.of(SipUri.parse(Token.unquote(contact.getOr(name, ""))))
                    .filter(uri -> uri.parameters().has("gr"));
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    /** The one for those who may know who we are. */
    public Optional<SipUri> preferred() {
        return lasting.or(() -> temporary);
    }

    /** Whether that is the address of this device, whatever else is in it. */
    public boolean names(SipUri uri) {
        return temporary.filter(own -> own.user().equals(uri.user())).isPresent();
    }
}
