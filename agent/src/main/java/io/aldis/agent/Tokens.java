package io.aldis.agent;

import io.aldis.sip.Via;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Identifiers that nobody can guess and nobody else has (RFC 3261 §8.1.1.4, §8.1.1.7, §19.3). Safe for every thread. */
final class Tokens {
    private static final int TAG = 10;
    private static final int LONG = 16;

    private final SecureRandom random = new SecureRandom();

    SecureRandom random() {
        return random;
    }

    String branch() {
        return Via.COOKIE + hex(LONG);
    }

    String callId() {
        return hex(LONG);
    }

    String tag() {
        return hex(TAG);
    }

    private String hex(int octets) {
        byte[] drawn = new byte[octets];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
