package io.aldis.sip;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** When two SIP URIs are the same address: the rules of RFC 3261 §19.1.4, one method each. */
final class UriComparison {
    /** Parameters that make a difference also when only one of the two URIs has them. */
    private static final Set<String> DECISIVE = Set.of("user", "ttl", "method", "maddr", "transport");

    private UriComparison() {}

    static boolean equivalent(SipUri a, SipUri b) {
        return a.secure() == b.secure()
                && UserPart.normalise(a.userInfo()).equals(UserPart.normalise(b.userInfo()))
                && a.host().equalsIgnoreCase(b.host())
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
        return pairs(parameters.toString(), ";");
    }

    private static Map<String, String> headers(String headers) {
        return pairs(headers, "&");
    }

    private static Map<String, String> pairs(String text, String separator) {
        var pairs = new TreeMap<String, String>();
        for (String pair : text.split(separator, -1)) {
            if (pair.isBlank()) continue;
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            pairs.put(
                    UserPart.escape(name).toLowerCase(Locale.ROOT),
                    UserPart.escape(value).toLowerCase(Locale.ROOT));
        }
        return pairs;
    }
}
