package io.aldis.agent.account;

import io.aldis.sip.Via;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Identifiers that are unique and cannot be guessed (RFC 3261 §8.1.1.4, §8.1.1.7, §19.3). Safe for every thread. */
public final class RandomIds {
    private static final int TAG = 10;
    private static final int LONG = 16;

    private final SecureRandom random = new SecureRandom();

    /** A From tag that is derived from these words: always the same for them, and as hard to guess as they are. */
    public static String tagOf(String... words) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", words).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, TAG);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    public SecureRandom random() {
        return random;
    }

    public String branch() {
        return Via.COOKIE + hex(LONG);
    }

    public String callId() {
        return hex(LONG);
    }

    public String tag() {
        return hex(TAG);
    }

    private String hex(int octets) {
        byte[] drawn = new byte[octets];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
