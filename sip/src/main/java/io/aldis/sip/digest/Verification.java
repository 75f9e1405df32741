package io.aldis.sip.digest;

import io.aldis.sip.Method;
import java.util.Optional;

/**
 * Verifies the credentials of a request (RFC 3261 §22.4, RFC 7616 §3.4): the server's side.
 *
 * <p>The response is verified before the nonce, for two reasons: only a client that knows the password can use up a nonce, and
 * {@code stale=true} may be sent only when the digest was right (RFC 7616 §3.3). That holds for foreign nonces, too: a phone
 * that still answers a challenge from before a restart of the server tries again without asking its user.
 *
 * <p>The digest-uri is used as it is in the credentials. The caller, which knows the domains, decides whether it names a resource
 * of this server (RFC 8760 §2.6). It may differ from the Request-URI.
 *
 * <p>Thread-safe.
 */
public final class Verification {
    private static final String NOBODY = "0".repeat(64);

    private final Nonces nonces;
    private final Hashers hashers = new Hashers();

    public Verification(Nonces nonces) {
        this.nonces = nonces;
    }

    /** Verifies credentials in a request with this method, and records the use of the nonce when they are right. */
    public DigestResult verify(Method method, Credentials credentials, ProtectionSpace space) {
        if (!credentials.realm().equals(space.realm())) return new DigestResult.Refused(Refusal.OTHER_REALM);
        Optional<Algorithm> algorithm = Algorithm.of(credentials.algorithm());
        if (algorithm.isEmpty() || !space.algorithms().contains(algorithm.get()))
            return new DigestResult.Refused(Refusal.OTHER_ALGORITHM);
        if (!possible(credentials.qop(), algorithm.get())) return new DigestResult.Refused(Refusal.OTHER_QOP);
        Optional<Refusal> refusal = prove(method, credentials, algorithm.get(), space.secrets());
        return refusal.isPresent() ? new DigestResult.Refused(refusal.get()) : settle(credentials, algorithm.get());
    }

    /** Whether this qop is accepted: auth, or none with MD5 (RFC 2069). Another algorithm without qop is a downgrade on the path. */
    private static boolean possible(Qop qop, Algorithm algorithm) {
        return switch (qop) {
            case Qop.Auth _ -> true;
            case Qop.Absent _ -> algorithm == Algorithm.MD5;
            case Qop.Other _ -> false;
        };
    }

    /** An unknown user costs the same work as a known one, so that the time does not tell which accounts exist. */
    private Optional<Refusal> prove(Method method, Credentials credentials, Algorithm algorithm, Ha1Source secrets) {
        Optional<String> ha1 = secrets.ha1(credentials.username(), credentials.realm(), algorithm.plain());
        String assumed = ha1.isPresent() ? ha1.get() : nobody(algorithm);
        boolean right = hashers.of(algorithm).matches(method, credentials, assumed);
        if (ha1.isEmpty()) return Optional.of(Refusal.UNKNOWN_USER);
        return right ? Optional.empty() : Optional.of(Refusal.WRONG_RESPONSE);
    }

    private static String nobody(Algorithm algorithm) {
        return NOBODY.substring(0, 2 * algorithm.octets());
    }

    private DigestResult settle(Credentials credentials, Algorithm algorithm) {
        Nonces.Standing standing = nonces.take(credentials, algorithm);
        return standing == Nonces.Standing.FRESH
                ? new DigestResult.Accepted(credentials.username())
                : new DigestResult.Stale(standing);
    }
}
