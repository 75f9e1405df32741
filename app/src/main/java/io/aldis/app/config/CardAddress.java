package io.aldis.app.config;

import java.net.URI;

/** Where a signed card is, {@code https://host/path}: goes into a Call-Info header (RFC 8688 §3.1). */
public record CardAddress(URI uri) {

    /** @throws IllegalArgumentException when it is none */
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
