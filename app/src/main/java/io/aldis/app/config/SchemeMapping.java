package io.aldis.app.config;

/**
 * Maps Request-URIs of another scheme, such as {@code tel}, to SIP URIs.
 *
 * @param scheme in lower case
 * @param template a sip: URI with {@code {number}} in it
 */
public record SchemeMapping(String scheme, String template) {
    /** {@code tel=sip:{number}@gw.example.com}. @throws IllegalArgumentException for other text */
    public static SchemeMapping parse(String text) {
        int equals = text.indexOf('=');
        String scheme = equals < 0 ? "" : text.substring(0, equals);
        if (!scheme.matches("[a-z][a-z0-9+.-]*") || scheme.matches("sips?|im"))
            throw new IllegalArgumentException("scheme: expected one such as tel before the = but was \"" + text + '"');
        var mapping = new SchemeMapping(scheme, text.substring(equals + 1));
        io.aldis.server.Foreign.check(mapping.scheme(), mapping.template());
        return mapping;
    }
}
