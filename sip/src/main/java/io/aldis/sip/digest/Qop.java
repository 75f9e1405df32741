package io.aldis.sip.digest;

import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.HexFormat;

/** The quality of protection that the sender of credentials has applied (RFC 7616 §3.4). */
public sealed interface Qop {
    /** The form of RFC 2069: no qop was sent. Then cnonce and nc are ignored, even when they were sent. */
    Qop ABSENT = new Absent();

    /** See {@link #ABSENT}. */
    record Absent() implements Qop {}

    /**
     * {@code qop=auth}.
     *
     * @param cnonce chosen by the client
     * @param nc the nonce count in one to eight hexadecimal digits, as it was written, because that text is hashed
     */
    record Auth(String cnonce, String nc) implements Qop {
        public Auth {
            if (!Token.oneLine(cnonce)) throw new SyntaxException("cnonce", "text in one line", cnonce);
            if (nc.isEmpty() || nc.length() > 8 || !hexadecimal(nc))
                throw new SyntaxException("nc", "one to eight hexadecimal digits", nc);
        }

        /** How often the nonce was used, this request included. */
        public long count() {
            return Long.parseLong(nc, 16);
        }

        private static boolean hexadecimal(String text) {
            for (int i = 0; i < text.length(); i++) if (!HexFormat.isHexDigit(text.charAt(i))) return false;
            return true;
        }
    }

    /** A value that is never offered here, such as {@code auth-int}. */
    record Other(String token) implements Qop {
        public Other {
            if (!Token.is(token)) throw new SyntaxException("qop", "a token", token);
        }
    }
}
