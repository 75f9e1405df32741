package io.aldis.sip;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether two SIP URIs are equivalent, by the rules of RFC 3261 §19.1.4. */
final class UriComparison {
    /** Parameters that make a difference also when only one of the two URIs has them. */
    private static final Set<String> DECISIVE = Set.of("user", "ttl", "method", "maddr", "transport");

    private UriComparison() {}

    static boolean equivalent(SipUri a, SipUri b) {
        return a.secure() == b.secure()
                && UserPart.comparable(a.userInfo()).equals(UserPart.comparable(b.userInfo()))
                && HostPort.oneSpelling(a.host()).equals(HostPort.oneSpelling(b.host()))
                && a.hostPort().port() == b.hostPort().port()
                && parametersAgree(a.parameters(), b.parameters())
                && headers(a.headers()).equals(headers(b.headers()));
    }

    private static boolean parametersAgree(Parameters a, Parameters b) {
        Map<String, String> ours = parameters(a);
        Map<String, String> theirs = parameters(b);
        return agree(ours, theirs) && agree(theirs, ours);
    }

    private static boolean agree(Map<String, String> ours, Map<String, String> theirs) {
        for (var parameter : ours.entrySet()) {
            String other = theirs.get(parameter.getKey());
            if (other == null ? DECISIVE.contains(parameter.getKey()) : !other.equals(parameter.getValue()))
                return false;
        }
        return true;
    }

    private static Map<String, String> parameters(Parameters parameters) {
        var map = new TreeMap<String, String>();
        for (String pair : pairs(parameters.toString(), ";")) {
            int equals = pair.indexOf('=');
            map.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return map;
    }

    /** Sorted, because their order in the URI does not matter; a header may occur twice. */
    private static List<String> headers(String headers) {
        List<String> pairs = pairs(headers, "&");
        Collections.sort(pairs);
        return pairs;
    }

    private static List<String> pairs(String text, String separator) {
        var pairs = new ArrayList<String>();
        for (String pair : text.split(separator, -1))
            if (!pair.isBlank()) pairs.add(UserPart.comparable(pair).toLowerCase(Locale.ROOT));
        return pairs;
    }
}
