package io.aldis.sip.digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Issues nonces and recognizes them without storing them (RFC 7616 §3.3, §5.4). A nonce consists of the time, a serial number, the
 * number of its receiver and 16 octets of an HMAC-SHA256 over these, the algorithm and the realm; so it is valid for these only and
 * cannot be forged. Each instance draws a new key: after a restart old nonces are {@link Standing#FOREIGN}.
 *
 * <pre>  |-- 6: milliseconds --|-- 8: serial --|-- 6: given to --|-- 16: HMAC --|   36 octets, 48 characters of base64url</pre>
 *
 * Used nonces are recorded in a table of fixed size (1.5 MB by default). Thread-safe; one instance serves all threads of a server,
 * because a nonce issued on one flow may be answered on another. A call holds the lock for about a microsecond.
 */
public final class Nonces {
    public static final Duration LIFETIME = Duration.ofMinutes(5);
    /** Nonces in use whose counts are recorded; see {@link Uses} for what happens with more. */
    public static final int REMEMBERED = 1 << 16;

    private static final int TIME = 6;
    private static final int SERIAL_END = TIME + Long.BYTES;
    private static final int STAMP = SERIAL_END + 6;
    private static final int SEAL = 16;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final InstantSource clock;
    private final long lifetime;
    private final Uses uses;
    private final Mac mac;
    private final byte[] octets = new byte[STAMP + SEAL];
    private final byte[] claimed = new byte[SEAL];
    private final byte[] seal = new byte[SEAL];
    private final byte[] fullSeal;
    private long serial;

    /** State of a nonce at the time of the call. */
    public enum Standing {
        /** Issued here, not expired, and this use (nonce count) is the first. */
        FRESH,
        /** Issued here, but expired or used before. */
        STALE,
        /** Not issued here for this realm and algorithm: forged, or from before a restart. */
        FOREIGN
    }

    /**
     * With {@link #LIFETIME} and {@link #REMEMBERED}.
     *
     * @param random draws the key: a {@link java.security.SecureRandom} wherever it matters
     */
    public Nonces(InstantSource clock, RandomGenerator random) {
        this(clock, random, LIFETIME, REMEMBERED);
    }

    /**
     * With other limits.
     *
     * @param lifetime at least 1 ms
     * @param remembered 1 to 2^24 nonces, rounded up to a power of two; each takes 24 octets
     * @throws IllegalArgumentException when a limit is out of range
     */
    public Nonces(InstantSource clock, RandomGenerator random, Duration lifetime, int remembered) {
        if (lifetime.toMillis() < 1 || remembered < 1 || remembered > 1 << 24)
            throw new IllegalArgumentException(
                    "Nonces: expected a positive lifetime and 1 to 16777216 remembered but was " + lifetime + ", "
                            + remembered);
        this.clock = clock;
        this.lifetime = lifetime.toMillis();
        this.uses = new Uses(remembered);
        this.mac = newMac(random);
        this.fullSeal = new byte[mac.getMacLength()];
        this.serial = random.nextLong();
    }

    private static Mac newMac(RandomGenerator random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("This Java platform has no HmacSHA256", missing);
        }
    }

    /** A challenge with a new nonce and {@code qop="auth"}, for receiver 0. */
    public Challenge challenge(String realm, Algorithm algorithm) {
        return challenge(realm, algorithm, 0);
    }

    /**
     * A challenge with a new nonce and {@code qop="auth"}.
     *
     * @param receiver a number for the receiver, of which the lower 48 bits are kept; see {@link #givenTo}
     */
    public Challenge challenge(String realm, Algorithm algorithm, long receiver) {
        return Challenge.auth(realm, issue(realm, algorithm, receiver), algorithm);
    }

    String issue(String realm, Algorithm algorithm) {
        return issue(realm, algorithm, 0);
    }

    private synchronized String issue(String realm, Algorithm algorithm, long receiver) {
        ByteBuffer buffer = ByteBuffer.wrap(octets).putLong(clock.millis() << 16);
        buffer.putLong(TIME, ++serial);
        for (int i = 0; i < STAMP - SERIAL_END; i++) octets[SERIAL_END + i] = (byte) (receiver >> (8 * i));
        seal(realm, algorithm);
        System.arraycopy(seal, 0, octets, STAMP, SEAL);
        return new String(ENCODER.encode(octets), StandardCharsets.ISO_8859_1);
    }

    /**
     * Records a use of the nonce of these credentials. The caller has verified their response before: otherwise a third party that saw
     * a nonce could use it up. Without qop a nonce can be used once, with qop once for each nonce count.
     */
    synchronized Standing take(Credentials credentials, Algorithm algorithm) {
        if (!isOurs(credentials, algorithm)) return Standing.FOREIGN;
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        long age = clock.millis() - (buffer.getLong(0) >>> 16);
        boolean fresh = Math.abs(age) <= lifetime && uses.take(buffer.getLong(TIME), count(credentials.qop()));
        return fresh ? Standing.FRESH : Standing.STALE;
    }

    /**
     * The number of the receiver that the nonce of these credentials was issued to, whether or not their response is right; empty when
     * it was not issued here. The sender has received that challenge, or learnt it from its receiver. So failures can be counted
     * for that receiver; a source address proves less, because it can be forged in a datagram.
     */
    public synchronized OptionalLong givenTo(Credentials credentials) {
        Optional<Algorithm> algorithm = Algorithm.of(credentials.algorithm());
        if (algorithm.isEmpty() || !isOurs(credentials, algorithm.get())) return OptionalLong.empty();
        long receiver = 0;
        for (int i = 0; i < STAMP - SERIAL_END; i++) receiver |= (octets[SERIAL_END + i] & 0xffL) << (8 * i);
        return OptionalLong.of(receiver);
    }

    /**
     * A nonce that was issued here.
     *
     * @param at to the millisecond
     * @param used whether credentials with this nonce were accepted before, or the table can no longer tell
     */
    public record Issued(Instant at, boolean used) {}

    /** When the nonce of these credentials was issued; empty when it was not issued here. */
    public synchronized Optional<Issued> issued(Credentials credentials) {
        Optional<Algorithm> algorithm = Algorithm.of(credentials.algorithm());
        if (algorithm.isEmpty() || !isOurs(credentials, algorithm.get())) return Optional.empty();
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        return Optional.of(new Issued(Instant.ofEpochMilli(buffer.getLong(0) >>> 16), uses.has(buffer.getLong(TIME))));
    }

    /** Whether the nonce was issued here for that realm and algorithm; its octets are in the buffer then. */
    private boolean isOurs(Credentials credentials, Algorithm algorithm) {
        if (!NonceText.decode(credentials.nonce(), octets)) return false;
        System.arraycopy(octets, STAMP, claimed, 0, SEAL);
        seal(credentials.realm(), algorithm);
        return MessageDigest.isEqual(seal, claimed);
    }

    /** The nonce count. A use without qop counts higher than any other, so that none can follow it. */
    private static long count(Qop qop) {
        return qop instanceof Qop.Auth auth ? auth.count() : Long.MAX_VALUE;
    }

    private void seal(String realm, Algorithm algorithm) {
        mac.update(octets, 0, STAMP);
        mac.update((byte) algorithm.ordinal());
        mac.update(realm.getBytes(StandardCharsets.UTF_8));
        try {
            mac.doFinal(fullSeal, 0);
        } catch (ShortBufferException impossible) {
            throw new IllegalStateException("HmacSHA256 needs more than " + fullSeal.length + " octets", impossible);
        }
        System.arraycopy(fullSeal, 0, seal, 0, SEAL);
    }
}
