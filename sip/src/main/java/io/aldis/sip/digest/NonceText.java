package io.aldis.sip.digest;

import java.util.Arrays;

/**
 * Strict decoder of base64url without padding: four characters for each three octets, so that every value has only one text.
 * Wrong text is a return value, not an exception, because any peer can send it.
 */
final class NonceText {
    private static final byte[] SEXTETS = new byte[128];

    static {
        Arrays.fill(SEXTETS, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) SEXTETS[alphabet.charAt(i)] = (byte) i;
    }

    private NonceText() {}

    /** Fills the octets, a multiple of three. False when the text has another length or is not base64url; the octets are undefined then. */
    static boolean decode(String text, byte[] octets) {
        if (text.length() * 3 != octets.length * 4) return false;
        int wrong = 0;
        for (int in = 0, out = 0; in < text.length(); in += 4, out += 3) {
            int bits = sextet(text, in) << 18
                    | sextet(text, in + 1) << 12
                    | sextet(text, in + 2) << 6
                    | sextet(text, in + 3);
            wrong |= bits;
            octets[out] = (byte) (bits >> 16);
            octets[out + 1] = (byte) (bits >> 8);
            octets[out + 2] = (byte) bits;
        }
        return wrong >= 0;
    }

    /** The six bits of a character; -1 for a wrong one, which makes the combined value negative, too. */
    private static int sextet(String text, int index) {
        char c = text.charAt(index);
        return c < 128 ? SEXTETS[c] : -1;
    }
}
