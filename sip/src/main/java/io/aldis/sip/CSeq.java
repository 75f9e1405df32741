package io.aldis.sip;

/**
 * Sequence number and method (RFC 3261 §20.16).
 *
 * @param number 0 to 2^32-1 is accepted; own requests use less than 2^31 (RFC 3261 §8.1.1.5)
 */
public record CSeq(long number, Method method) {
    /** The greatest number that is accepted (RFC 3261 §20.16: 32 bits without sign). */
    public static final long MAX = (1L << 32) - 1;

    public CSeq {
        if (number < 0 || number > MAX) throw new SyntaxException("CSeq", "a number of 32 bits", Long.toString(number));
    }

    /** @throws SyntaxException when it is not {@code number method} */
    public static CSeq parse(String text) {
        String trimmed = text.strip();
        int gap = 0;
        while (gap < trimmed.length() && trimmed.charAt(gap) > ' ') gap++;
        long number = Token.number("CSeq", trimmed, 0, gap, MAX);
        int method = gap;
        while (method < trimmed.length() && trimmed.charAt(method) <= ' ') method++;
        return new CSeq(number, Method.of(trimmed, method));
    }

    @Override
    public String toString() {
        return number + " " + method;
    }
}
