package io.aldis.sip.digest;

import java.util.Arrays;

/**
 * base64url without padding, read strictly: a text of four characters for each three octets, which can be written in one
 * way only. A wrong text is an answer here, no exception, since anybody can send one.
 */
final class NonceText {
    private static final byte[] SEXTETS = new byte[128];

    static {
        Arrays.fill(SEXTETS, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) SEXTETS[alphabet.charAt(i)] = (byte) i;
    }

    private NonceText() {}

    /** Fills the octets, whose number is a multiple of three; false when the text is not exactly that long, or not base64url. */
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

    /** Negative for a character that is none, which stays negative whatever it is shifted by and joined with. */
    private static int sextet(String text, int index) {
        char c = text.charAt(index);
        return c < 128 ? SEXTETS[c] : -1;
    }
}
