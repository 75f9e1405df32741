package io.aldis.server;

import io.aldis.sip.OtherUri;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.Map;
import java.util.Optional;

/**
 * What may go to other domains and come from them. Only our users and trusted networks send out: nobody else's requests are relayed.
 *
 * @param to the domains that requests of ours may go to, found by DNS
 * @param from the domains whose senders may write to our users without credentials, as their From header has it
 * @param schemes for Request-URIs that are no SIP: from the scheme to a sip: URI in which {@code {number}} stands for the number
 * @param attempts how many next hops of one target are tried at most (RFC 3861 §6), each for its share of the patience; at least two
 * @param hideUsers whether those senders hear the same for a user who is there, who is away, and who does not exist: a MESSAGE is
 *     accepted for the mailbox with 202, all else is answered 480; if not, they hear what the devices answer
 */
public record Foreign(Domains to, Domains from, Map<String, String> schemes, int attempts, boolean hideUsers) {
    private static final String NUMBER = "{number}";

    /** Nothing goes out, and nothing comes in. */
    public static final Foreign DEFAULT = new Foreign(Domains.NONE, Domains.NONE, Map.of(), 4, true);

    public Foreign {
        schemes = Map.copyOf(schemes);
        if (attempts < 2) throw new IllegalArgumentException("attempts: expected at least 2 but was " + attempts);
        schemes.forEach(Foreign::check);
    }

    private static void check(String scheme, String template) {
        if (!template.contains(NUMBER))
            throw new IllegalArgumentException(
                    scheme + ": expected a sip: URI with " + NUMBER + " in it but was \"" + template + '"');
        SipUri.parse(template.replace(NUMBER, "1"));
    }

    /** Whether a request may go to that URI, and to where its {@code maddr} parameter leads. */
    public boolean allows(SipUri uri) {
        return to.has(uri.host()) && to.has(uri.parameters().getOr("maddr", uri.host()));
    }

    /** Where a URI of another scheme leads, if that is configured. */
    public Optional<SipUri> mapped(Uri uri) {
        if (!(uri instanceof OtherUri other) || !schemes.containsKey(other.scheme())) return Optional.empty();
        try {
            String template = schemes.getOrDefault(other.scheme(), "");
            return Optional.of(SipUri.parse(template.replace(NUMBER, number(other.rest()))));
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }

    /** Without parameters and without what is there for the eye (RFC 3966 §5.1.1). */
    private static String number(String rest) {
        int semicolon = rest.indexOf(';');
        String number = (semicolon < 0 ? rest : rest.substring(0, semicolon)).replaceAll("[-.()]", "");
        if (number.matches("[+*#0-9A-Za-z]+")) return number.replace("#", "%23");
        throw new SyntaxException("number", "digits", rest);
    }
}
