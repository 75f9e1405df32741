package io.aldis.sip.digest;

import io.aldis.sip.SyntaxException;
import java.util.ArrayList;
import java.util.List;

/** The challenges of one response, which may come on several lines or joined with commas (RFC 7235 §4.1). */
final class Challenges {
    private Challenges() {}

    /**
     * All usable challenges, in their order. Other schemes, unknown algorithms and malformed challenges are skipped
     * (RFC 8760 §2.4); they do not affect the others.
     */
    static List<Challenge> in(List<String> headerValues) {
        var found = new ArrayList<Challenge>();
        for (String value : headerValues) read(value, found);
        return found;
    }

    private static void read(String value, List<Challenge> found) {
        int from = 0;
        for (int at = 0; at < value.length(); ) {
            int comma = comma(value, at);
            if (at > from && beginsChallenge(value, at, comma)) {
                add(value.substring(from, at), found);
                from = at;
            }
            at = comma + 1;
        }
        add(value.substring(from), found);
    }

    private static void add(String text, List<Challenge> found) {
        try {
            Challenge.parse(text).ifPresent(found::add);
        } catch (SyntaxException _) {
            // a malformed challenge is skipped
        }
    }

    /** Index of the next comma outside of quotes, or the end. */
    private static int comma(String value, int from) {
        boolean quoted = false;
        for (int at = from; at < value.length(); at++) {
            char c = value.charAt(at);
            if (quoted && c == '\\') at++;
            else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) return at;
        }
        return value.length();
    }

    /** Whether the element starts with a scheme: a token that no equals sign follows. */
    private static boolean beginsChallenge(String value, int from, int to) {
        int start = Directives.blanks(value, from);
        int end = Directives.token(value, start);
        int next = Directives.blanks(value, end);
        return end > start && (next >= to || value.charAt(next) != '=');
    }
}
