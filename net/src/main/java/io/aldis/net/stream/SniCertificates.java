package io.aldis.net.stream;

import java.util.Locale;
import java.util.Map;

/**
 * Our certificates, by the server_name that a client asks for (RFC 6066 §3).
 *
 * @param usual for clients that send no name, or one without an entry
 * @param named by name in lower case, or {@code *.example.com}
 */
record SniCertificates(CertificateAndKey usual, Map<String, CertificateAndKey> named) {
    /** The entry of {@code usual}. */
    static final String USUAL = "";

    SniCertificates {
        named = Map.copyOf(named);
    }

    /** The entry for that name: itself, else its wildcard (one label, as in RFC 6125 §6.4.3), else {@link #USUAL}. */
    String entry(String name) {
        String asked = name.toLowerCase(Locale.ROOT);
        if (named.containsKey(asked)) return asked;
        int dot = asked.indexOf('.');
        String wildcard = dot < 1 ? USUAL : '*' + asked.substring(dot);
        return named.containsKey(wildcard) ? wildcard : USUAL;
    }

    /** @param entry as returned by {@link #entry} */
    CertificateAndKey of(String entry) {
        return named.getOrDefault(entry, usual);
    }
}
