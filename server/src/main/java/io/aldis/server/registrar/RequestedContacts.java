package io.aldis.server.registrar;

import io.aldis.sip.NameAddr;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/** The Contact values of a REGISTER that can be bound. */
final class RequestedContacts {
    /** RFC 3261 §25.1 allows three digits at most; some phones write more, which means the same. */
    private static final Pattern Q = Pattern.compile("0(\\.[0-9]*)?|1(\\.0*)?|\\.[0-9]+");

    private RequestedContacts() {}

    /**
     * The contacts with a sip or sips URI: other schemes (mailto, tel) are ignored, since requests cannot be sent there.
     *
     * @throws SyntaxException for a value that is not an address or has an invalid q, or when all are of other schemes
     */
    static List<NameAddr> of(List<String> values) {
        List<NameAddr> all =
                values.stream().map(value -> NameAddr.parse("Contact", value)).toList();
        for (NameAddr each : all) checkQ(each);
        List<NameAddr> sip =
                all.stream().filter(each -> each.uri() instanceof SipUri).toList();
        if (sip.isEmpty() && !all.isEmpty())
            throw new SyntaxException(
                    "Contact", "a sip: URI", all.getFirst().uri().text());
        return sip;
    }

    private static void checkQ(NameAddr contact) {
        if (!contact.parameters().has("q")) return;
        String q = contact.parameters().getOr("q", "");
        if (!Q.matcher(q).matches()) throw new SyntaxException("q", "a number from 0 to 1", q);
    }
}
