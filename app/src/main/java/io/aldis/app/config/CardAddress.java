package io.aldis.app.config;

import java.net.URI;

/** The URL of a signed card, {@code https://host/path}. It goes into the Call-Info header of a 608 response (RFC 8688 §3.1). */
public record CardAddress(URI uri) {

    /** @throws IllegalArgumentException when the text is not an absolute https URL in ASCII */
    static CardAddress parse(String text) {
        URI uri = URI.create(text);
        if (!"https".equalsIgnoreCase(uri.getScheme())
                || uri.getHost() == null
                || !uri.toASCIIString().equals(text))
            throw new IllegalArgumentException("card: expected an https address but was \"" + text + "\"");
        return new CardAddress(uri);
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
