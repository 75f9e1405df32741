package io.aldis.sip.dialog;

import io.aldis.sip.NameAddr;
import io.aldis.sip.SipUri;
import io.aldis.sip.Uri;
import java.util.ArrayList;
import java.util.List;

/**
 * Request-URI, Route and next hop of a request inside a dialog (RFC 3261 §12.2.1.1). A loose first router stands in Route, a strict one in
 * the Request-URI.
 *
 * @param requestUri for the request line
 * @param routes the values of Route, in order; none when the route set is empty
 * @param nextHop the first router, or the remote target when there is none (§8.1.2)
 */
record Course(Uri requestUri, List<NameAddr> routes, Uri nextHop) {
    static Course of(List<NameAddr> routeSet, Uri remoteTarget) {
        if (routeSet.isEmpty()) return new Course(asRequestUri(remoteTarget), routeSet, remoteTarget);
        Uri first = routeSet.getFirst().uri();
        if (first instanceof SipUri sip && sip.looseRouter())
            return new Course(asRequestUri(remoteTarget), routeSet, first);
        var routes = new ArrayList<>(routeSet.subList(1, routeSet.size()));
        routes.add(NameAddr.of(remoteTarget));
        return new Course(asRequestUri(first), List.copyOf(routes), first);
    }

    /** Without what may not stand in a Request-URI (RFC 3261 §19.1.1 table 1). */
    private static Uri asRequestUri(Uri uri) {
        return uri instanceof SipUri sip ? sip.asRequestUri() : uri;
    }
}
