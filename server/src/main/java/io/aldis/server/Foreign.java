package io.aldis.server;

import io.aldis.sip.OtherUri;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.Map;
import java.util.Optional;

/**
 * Which requests may go to other domains and come from them. Only local users and trusted networks may send to other domains; the server is no open
 * relay.
 *
 * @param to the domains that requests may be sent to, found by DNS
 * @param from the domains whose senders (in the From header) may write to local users without credentials
 * @param schemes for Request-URIs that are not SIP: from the scheme to a sip: URI in which {@code {number}} stands for the number
 * @param attempts how many next hops of one target are tried at most (RFC 3861 §6), each for its share of the patience; at least two
 * @param hideUsers whether those senders get the same response for a user who is registered, away or unknown: a MESSAGE is accepted for the mailbox
 *     with 202, all else is answered 480; if not, they get what the devices answer
 */
public record Foreign(Domains to, Domains from, Map<String, String> schemes, int attempts, boolean hideUsers) {
    private static final String NUMBER = "{number}";

    /** No request to or from other domains. */
    public static final Foreign DEFAULT = new Foreign(Domains.NONE, Domains.NONE, Map.of(), 4, true);

    public Foreign {
        schemes = Map.copyOf(schemes);
        if (attempts < 2) throw new IllegalArgumentException("attempts: expected at least 2 but was " + attempts);
        schemes.forEach(Foreign::check);
    }

    /** Checks one mapping. @throws IllegalArgumentException when the template is no sip: URI with a number in it */
    public static void check(String scheme, String template) {
        if (!template.contains(NUMBER))
            throw new IllegalArgumentException(
                    scheme + ": expected a sip: URI with " + NUMBER + " in it but was \"" + template + '"');
        SipUri.parse(template.replace(NUMBER, "1"));
    }

    /** Whether a request may be sent to that URI, including the host of its {@code maddr} parameter. */
    public boolean allows(SipUri uri) {
        return to.has(uri.host()) && to.has(uri.parameters().getOr("maddr", uri.host()));
    }

    /** The sip: URI that a URI of another scheme is mapped to, if that is configured. */
    public Optional<SipUri> mapped(Uri uri) {
        if (!(uri instanceof OtherUri other) || !schemes.containsKey(other.scheme())) return Optional.empty();
        try {
            String template = schemes.getOrDefault(other.scheme(), "");
            return Optional.of(SipUri.parse(template.replace(NUMBER, number(other.rest()))));
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }

    /** Without parameters and visual separators (RFC 3966 §5.1.1). */
    private static String number(String rest) {
        int semicolon = rest.indexOf(';');
        String number = (semicolon < 0 ? rest : rest.substring(0, semicolon)).replaceAll("[-.()]", "");
        if (number.matches("[+*#0-9A-Za-z]+")) return number.replace("#", "%23");
        throw new SyntaxException("number", "digits", rest);
    }
}
