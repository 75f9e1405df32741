package io.aldis.sip.digest;

/** The directives that are evaluated; all others are ignored (RFC 7616 §3.3, §3.4). */
enum Directive {
    USERNAME("username"),
    USERNAME_EXTENDED("username*"),
    REALM("realm"),
    NONCE("nonce"),
    URI("uri"),
    RESPONSE("response"),
    ALGORITHM("algorithm"),
    CNONCE("cnonce"),
    NC("nc"),
    QOP("qop"),
    OPAQUE("opaque"),
    STALE("stale");

    static final int COUNT = values().length;
    static final int UNKNOWN = -1;
    private static final Directive[] ALL = values();

    private final String text;

    Directive(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** The ordinal of the directive whose name is {@code in[from, to)}, compared without case, or {@link #UNKNOWN}. */
    static int find(String in, int from, int to) {
        for (Directive one : ALL)
            if (one.text.length() == to - from && in.regionMatches(true, from, one.text, 0, to - from))
                return one.ordinal();
        return UNKNOWN;
    }
}
