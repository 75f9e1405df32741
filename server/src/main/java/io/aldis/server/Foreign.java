package io.aldis.server;

import io.aldis.sip.OtherUri;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.settings.SettingsTree;
import java.util.Map;
import java.util.Optional;

/**
 * Which requests may go to other domains and come from them. Only local users and trusted networks may send to other domains; the server is no open
 * relay.
 */
public record Foreign(
        @Setting(
                value = "none",
                as = SettingForms.DomainSet.class,
                doc = "The other domains that local users (and trusted networks) may send to: `none`, `all`, or a list")
        Domains to,

        @Setting(
                value = "none",
                as = SettingForms.DomainSet.class,
                doc = "The domains whose users may send to local users without credentials,"
                        + " by the domain in From: `none`, `all`, or a list; others get 403")
        Domains from,

        @Setting(
                value = "",
                as = SettingForms.SchemeMapping.class,
                doc = "Maps addresses of other schemes: `tel=sip:{number}@gw.example.com;user=phone`")
        Map<String, String> schemes,

        @Setting(
                value = "4",
                doc = "How many next hops of one target are tried at most, one after the other within `patience`,"
                        + " when one refuses the connection, answers 503 or does not answer")
        int attempts,

        @Setting(value = "true", doc = "Whether senders of `foreign.from` can learn nothing about local users")
        boolean hideUsers)
        implements Settings<Foreign> {
    private static final String NUMBER = "{number}";

    /** No request to or from other domains. */
    public static final Foreign DEFAULT = SettingsTree.defaults(Foreign.class);

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
