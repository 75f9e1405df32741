package io.aldis.sip.outbound;

import io.aldis.sip.Parameters;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.Optional;

/**
 * The GRUUs that the registrar has assigned to this device (RFC 5627 §4.2): URIs that reach this device and no other of the same user. They
 * are used unchanged. None, one or both may be present.
 *
 * @param lasting the public GRUU, which contains the address-of-record
 * @param temporary the temporary GRUU, which hides it and is valid until the registration ends
 */
public record OwnGruus(Optional<SipUri> lasting, Optional<SipUri> temporary) {
    public static final OwnGruus NONE = new OwnGruus(Optional.empty(), Optional.empty());

    /** @param contact parameters of this device's Contact in the response of a registrar; a malformed GRUU counts as absent */
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

    /** The public GRUU, or the temporary one when there is no public one. */
    public Optional<SipUri> preferred() {
        return lasting.or(() -> temporary);
    }

    /** Whether the URI has the user part of the temporary GRUU; host and parameters are not compared. */
    public boolean names(SipUri uri) {
        return temporary.filter(own -> own.user().equals(uri.user())).isPresent();
    }
}
