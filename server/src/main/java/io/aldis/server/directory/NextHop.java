package io.aldis.server.directory;

import io.aldis.server.Admitted;
import io.aldis.server.Reach;
import io.aldis.server.Target;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.ArrayList;
import java.util.List;

/** The next hop inside of a dialog (RFC 3261 §16.6 steps 6 and 7). */
final class NextHop {
    private NextHop() {}

    /** @param next the topmost Route that remains, or the Request-URI when none does */
    static Target of(Admitted admitted, SipUri next, Whereabouts whereabouts) {
        SipUri requestUri = sip(admitted.requestUri());
        Reach reach = whereabouts.contact(next).orElseGet(() -> ReachOf.uri(next));
        if (admitted.route().isEmpty() || next.looseRouter()) return new Target(requestUri, admitted.route(), reach);
        List<String> route =
                new ArrayList<>(admitted.route().subList(1, admitted.route().size()));
        route.add("<" + requestUri + ">"); // a strict router wants itself in the Request-URI
        return new Target(next.asRequestUri(), route, reach);
    }

    private static SipUri sip(Uri uri) {
        if (uri instanceof SipUri sip) return sip;
        throw new SyntaxException("Request-URI", "a sip: URI", uri.text());
    }
}
