package io.aldis.server;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The secret key of {@link DialogMarks}. Dialogs survive a restart, and work on another node, when the key is the same; without a configured key each
 * start makes a random one.
 */
public final class DialogKey {
    private static final int OCTETS = 32;

    private final byte[] octets;

    private DialogKey(byte[] octets) {
        this.octets = octets;
    }

    /** A new random key. */
    public static DialogKey random() {
        byte[] drawn = new byte[OCTETS];
        new SecureRandom().nextBytes(drawn);
        return new DialogKey(drawn);
    }

    /** Parses a stored key, as {@link #hex} writes it: at least 32 digits. */
    public static DialogKey of(String hex) {
        if (!hex.matches("(?i)([0-9a-f]{2}){16,}"))
            throw new IllegalArgumentException("dialog key: expected at least 32 hexadecimal digits, an even number");
        return new DialogKey(HexFormat.of().parseHex(hex));
    }

    /** The key in hex, to be stored where no one else can read it. */
    public String hex() {
        return HexFormat.of().formatHex(octets);
    }

    byte[] octets() {
        return octets.clone();
    }

    /** Without the secret: this goes to logs. */
    @Override
    public String toString() {
        return "DialogKey[" + octets.length + " octets]";
    }
}
