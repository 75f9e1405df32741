package io.aldis.sip;

/**
 * The value of a Server or User-Agent header (RFC 3261 §20.35, §20.41): products ({@code name} or {@code name/version}) and comments in
 * parentheses, separated by white space, in one line.
 */
public record SoftwareName(String value) {
    private static final int LONGEST = 200;
    private static final String EXPECTED =
            "products and comments in one line of at most " + LONGEST + " characters, such as Acme/1.2 (campus)";

    /** @throws SyntaxException when the value is not of that form */
    public SoftwareName {
        if (value.length() > LONGEST || !new Reader(value).isValid())
            throw new SyntaxException("software name", EXPECTED, value);
    }

    @Override
    public String toString() {
        return value;
    }

    /** RFC 3261 §25.1: {@code server-val *(LWS server-val)}. */
    private static final class Reader {
        private final String text;
        private int at;

        private Reader(String text) {
            this.text = text;
        }

        private boolean isValid() {
            while (true) {
                if (!(has('(') ? comment() : product())) return false;
                if (at == text.length()) return true;
                if (!space()) return false;
            }
        }

        private boolean has(char wanted) {
            return at < text.length() && text.charAt(at) == wanted;
        }

        private boolean product() {
            if (!token()) return false;
            if (!has('/')) return true;
            at++;
            return token();
        }

        private boolean token() {
            int start = at;
            while (at < text.length() && Token.allows(text.charAt(at))) at++;
            return at > start;
        }

        private boolean space() {
            int start = at;
            while (has(' ') || has('\t')) at++;
            return at > start;
        }

        /** Comments may contain comments. */
        private boolean comment() {
            int depth = 0;
            do {
                if (at == text.length() || !inComment(text.charAt(at))) return false;
                if (has('(')) depth++;
                else if (has(')')) depth--;
                else if (has('\\') && (++at == text.length() || !escaped(text.charAt(at)))) return false;
                at++;
            } while (depth > 0);
            return true;
        }

        private static boolean inComment(char c) {
            return c == '\t' || (c >= ' ' && c != 127);
        }

        /** Whether the character may follow the backslash of a {@code quoted-pair}. */
        private static boolean escaped(char c) {
            return c < 128 && c != '\r' && c != '\n' && c != 0;
        }
    }
}
