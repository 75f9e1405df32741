package io.aldis.agent.send;

import io.aldis.sip.NameAddr;
import io.aldis.sip.SipUri;
import io.aldis.sip.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The proxies that a request has to pass, in order (RFC 3261 §8.1.1.1, §12.2.1.1). When the first of them is a strict router, without
 * {@code lr}, it becomes the Request-URI, and the target becomes the last Route value.
 */
public record RouteSet(List<SipUri> proxies) {
    static final RouteSet NONE = new RouteSet(List.of());

    public RouteSet {
        proxies = List.copyOf(proxies);
    }

    Optional<SipUri> first() {
        return proxies.stream().findFirst();
    }

    private boolean strict() {
        return first().filter(proxy -> !proxy.looseRouter()).isPresent();
    }

    Uri requestUri(Uri target) {
        return strict() ? proxies.getFirst() : target;
    }

    /** The values for Route. */
    List<String> values(Uri target) {
        var route = new ArrayList<Uri>(strict() ? proxies.subList(1, proxies.size()) : proxies);
        if (strict()) route.add(target);
        return route.stream().map(uri -> NameAddr.of(uri).toString()).toList();
    }
}
