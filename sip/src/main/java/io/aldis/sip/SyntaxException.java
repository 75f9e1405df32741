package io.aldis.sip;

/**
 * Text that does not match the grammar (RFC 3261 §25.1). The message says what was expected and what was found. There is no
 * stack trace, because every malformed packet causes one. The readers in {@code io.aldis.sip.wire} catch it and return a value.
 */
public final class SyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 60;

    /**
     * The message is "what: expected … but was 'found'".
     *
     * @param what the part of the message
     * @param expected in words
     * @param found the text as it came
     */
    public SyntaxException(String what, String expected, String found) {
        super(phrase(what + ": expected " + expected + " but was '" + shortened(found) + "'"));
    }

    /** The sentence; only characters that a reason phrase may hold (RFC 3261 §25.1), so it fits a status or log line. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }

    private static String shortened(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }

    private static String phrase(String text) {
        var out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            boolean fits = (Token.allows(c) && c != '%' && c != '`') || " ();/?:@&=+$,".indexOf(c) >= 0;
            if (!fits) out.setCharAt(i, c == '<' || c == '[' ? '(' : c == '>' || c == ']' ? ')' : '?');
        }
        return out.toString();
    }
}
