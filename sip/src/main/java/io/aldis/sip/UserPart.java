package io.aldis.sip;

import java.nio.charset.StandardCharsets;

/** The user part of a URI and its escapes (RFC 3261 §19.1.2, §25.1). */
final class UserPart {
    private static final String ALLOWED = "-_.!~*'()&=+$,;?/";

    private UserPart() {}

    private static boolean plain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || ALLOWED.indexOf(c) >= 0;
    }

    /** Whether all escapes are whole; other characters are tolerated as phones send them, '#' among them. */
    static boolean isValid(String user) {
        for (int i = user.indexOf('%'); i >= 0; i = user.indexOf('%', i + 1)) if (escaped(user, i) < 0) return false;
        return true;
    }

    /** The value of the escape at {@code percent}, or -1 when there is none. */
    private static int escaped(String text, int percent) {
        if (percent + 2 >= text.length()) return -1;
        int high = Character.digit(text.charAt(percent + 1), 16);
        int low = Character.digit(text.charAt(percent + 2), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** One spelling for equal users: escapes that need not be are undone, all others are written alike. */
    static String normalise(String user) {
        boolean clean = true;
        for (int i = 0; clean && i < user.length(); i++) clean = plain(user.charAt(i));
        return clean ? user : escape(user);
    }

    static String escape(String user) {
        var out = new StringBuilder(user.length() + 8);
        byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int c = bytes[i] & 0xff;
            int value = c == '%' && i + 2 < bytes.length ? escaped(ascii(bytes, i), 0) : -1;
            if (value >= 0) i += 2;
            append(out, value >= 0 ? value : c);
        }
        return out.toString();
    }

    private static String ascii(byte[] bytes, int from) {
        return new String(bytes, from, 3, StandardCharsets.ISO_8859_1);
    }

    private static void append(StringBuilder out, int c) {
        if (plain(c)) out.append((char) c);
        else out.append('%').append(hex(c >> 4)).append(hex(c & 15));
    }

    private static char hex(int digit) {
        return (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
    }
}
