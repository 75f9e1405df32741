package io.aldis.sip;

import java.util.Locale;

/** Parses URIs by their scheme (RFC 3261 §19.1), with a cache of recent ones. */
final class UriReader {
    static final Recent<Uri> RECENT = new Recent<>(4096, UriReader::read);

    private UriReader() {}

    private static Uri read(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || !isScheme(text, colon)) throw new SyntaxException("URI", "scheme:rest", text);
        Uri.requireClean(text);
        if (colon == 3 && text.regionMatches(true, 0, "sip", 0, 3)) return SipUri.read(text, 4);
        if (colon == 4 && text.regionMatches(true, 0, "sips", 0, 4)) return SipUri.read(text, 5);
        return new OtherUri(text.substring(0, colon).toLowerCase(Locale.ROOT), text);
    }

    private static boolean isScheme(String text, int colon) {
        for (int i = 0; i < colon; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
            if (!letter && (i == 0 || !other)) return false;
        }
        return true;
    }
}
