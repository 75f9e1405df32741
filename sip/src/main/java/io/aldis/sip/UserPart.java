package io.aldis.sip;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The user part of a URI and its escapes (RFC 3261 §19.1.2, §25.1). */
final class UserPart {
    private static final String MARKS = "-_.!~*'()";
    private static final String ALLOWED = MARKS + "&=+$,;?/";

    private UserPart() {}

    private static boolean alphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean plain(int c) {
        return alphanumeric(c) || ALLOWED.indexOf(c) >= 0;
    }

    private static boolean unreserved(int c) {
        return alphanumeric(c) || MARKS.indexOf(c) >= 0;
    }

    /** Whether all escapes are complete. Any other character is accepted, because phones send more than the grammar allows ('#'). */
    static boolean isValid(String user) {
        for (int i = user.indexOf('%'); i >= 0; i = user.indexOf('%', i + 1))
            if (i + 2 >= user.length() || digit(user.charAt(i + 1)) < 0 || digit(user.charAt(i + 2)) < 0) return false;
        return true;
    }

    /** The canonical form of a user (RFC 3261 §10.3 step 5): unnecessary escapes are decoded, others have upper-case digits. */
    static String normalise(String user) {
        boolean clean = true;
        for (int i = 0; clean && i < user.length(); i++) clean = plain(user.charAt(i));
        return clean ? user : escape(user);
    }

    /** Escapes the characters that a user may not contain, and decodes the escapes of those that it may contain. */
    static String escape(String user) {
        return spell(user, false);
    }

    /**
     * The canonical form of URI parts that are equal by RFC 3261 §19.1.4: a reserved character, such as a semicolon, differs
     * from its escape, every other character equals its escape.
     */
    static String comparable(String part) {
        return spell(part, true);
    }

    /** The text with its escapes decoded; empty when the result is not UTF-8 or has control characters. */
    static Optional<String> unescaped(String user) {
        if (user.indexOf('%') < 0) return Optional.of(user);
        var out = new ByteArrayOutputStream(user.length());
        byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int value = escaped(bytes, i);
            out.write(value < 0 ? bytes[i] : value);
            if (value >= 0) i += 2;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
            return Optional.of(text).filter(it -> it.chars().noneMatch(Character::isISOControl));
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    static String lowerCaseEscapes(String user) {
        if (user.indexOf('%') < 0) return user;
        var out = new StringBuilder(user);
        for (int i = user.indexOf('%'); i >= 0; i = user.indexOf('%', i + 1))
            for (int digit = i + 1; digit < Math.min(i + 3, user.length()); digit++)
                out.setCharAt(digit, Character.toLowerCase(user.charAt(digit)));
        return out.toString();
    }

    private static String spell(String text, boolean reservedApart) {
        var out = new StringBuilder(text.length() + 8);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int value = escaped(bytes, i);
            if (value < 0) {
                int c = bytes[i] & 0xff;
                append(out, c, plain(c) || (reservedApart && c > ' ' && c < 127 && c != '%'));
            } else {
                append(out, value, reservedApart ? unreserved(value) : plain(value));
                i += 2;
            }
        }
        return out.toString();
    }

    /** The value of the escape at {@code percent}, or -1 when there is none. */
    private static int escaped(byte[] bytes, int percent) {
        if (bytes[percent] != '%' || percent + 2 >= bytes.length) return -1;
        int high = digit(bytes[percent + 1]);
        int low = digit(bytes[percent + 2]);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** The value of a hexadecimal digit, or -1. {@link Character#digit} would accept the digits of all scripts. */
    private static int digit(int c) {
        if (c >= '0' && c <= '9') return c - '0';
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private static void append(StringBuilder out, int c, boolean asItIs) {
        if (asItIs) out.append((char) c);
        else out.append('%').append(hex(c >> 4)).append(hex(c & 15));
    }

    private static char hex(int digit) {
        return (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
    }
}
