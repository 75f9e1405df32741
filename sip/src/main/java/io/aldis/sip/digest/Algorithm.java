package io.aldis.sip.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The hash algorithms of RFC 7616 §3.3 and RFC 8760 §2.1, in ascending order of strength. The {@code -sess} forms hash the
 * nonce of a session into HA1 (RFC 7616 §3.4.2); what is stored for an account is the same for both forms.
 */
public enum Algorithm {
    MD5("MD5", "MD5", 16),
    MD5_SESS("MD5-sess", "MD5", 16),
    SHA_256("SHA-256", "SHA-256", 32),
    SHA_256_SESS("SHA-256-sess", "SHA-256", 32),
    SHA_512_256("SHA-512-256", "SHA-512/256", 32),
    SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256", 32);

    private static final Algorithm[] ALL = values();

    private final String token;
    private final String platformName;
    private final int octets;
    private final Optional<Algorithm> known;

    Algorithm(String token, String platformName, int octets) {
        this.token = token;
        this.platformName = platformName;
        this.octets = octets;
        this.known = Optional.of(this);
    }

    /** The algorithm of that token, compared without case; empty for an unknown one. */
    public static Optional<Algorithm> of(String token) {
        for (Algorithm algorithm : ALL) if (algorithm.token.equalsIgnoreCase(token)) return algorithm.known;
        return Optional.empty();
    }

    /** The name in challenges and credentials. */
    public String token() {
        return token;
    }

    /** Whether this is a {@code -sess} form. */
    public boolean session() {
        return (ordinal() & 1) == 1;
    }

    /** The same algorithm without {@code -sess}: the one under which HA1 is stored. */
    public Algorithm plain() {
        return ALL[ordinal() & ~1];
    }

    /** Length of a hash in octets; in text it is twice that. */
    int octets() {
        return octets;
    }

    /** H(text) of its UTF-8 form, as lower-case hexadecimal digits. */
    public String hash(String text) {
        return HexFormat.of().formatHex(newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** HA1 = H(username:realm:password), the only form in which a password is kept (RFC 7616 §3.4.2, §5.12). */
    public String ha1(String username, String realm, String password) {
        return hash(username + ':' + realm + ':' + password);
    }

    MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(platformName);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("This Java platform has no " + platformName, missing);
        }
    }
}
