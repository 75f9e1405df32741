package io.aldis.net.stream;

import java.util.Locale;
import java.util.Map;

/**
 * What we prove who we are with, by the name that a client asks for (RFC 6066 §3).
 *
 * @param usual for those who ask for none, or for one that is not there
 * @param named by name in lower case, or {@code *.example.com}
 */
record Shown(Credentials usual, Map<String, Credentials> named) {
    /** The usual ones have no name. */
    static final String USUAL = "";

    Shown {
        named = Map.copyOf(named);
    }

    /** What stands for that name: itself, else its wildcard (one word, as in RFC 6125 §6.4.3), else {@link #USUAL}. */
    String entry(String name) {
        String asked = name.toLowerCase(Locale.ROOT);
        if (named.containsKey(asked)) return asked;
        int dot = asked.indexOf('.');
        String wildcard = dot < 1 ? USUAL : '*' + asked.substring(dot);
        return named.containsKey(wildcard) ? wildcard : USUAL;
    }

    /** @param entry as {@link #entry} gives it */
    Credentials of(String entry) {
        return named.getOrDefault(entry, usual);
    }
}
