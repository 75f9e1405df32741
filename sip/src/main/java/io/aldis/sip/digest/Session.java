package io.aldis.sip.digest;

import io.aldis.sip.Method;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The client's side of an authentication session of a user with one server (RFC 7616 §3.6). It keeps the last challenge and
 * answers it for every later request, with increasing nc, until a new challenge replaces it.
 *
 * <pre>
 *   request, with authorize() unless that is empty -- 401, 407 --> challenged()
 *       ANSWERABLE: authorize(), the request again         REJECTED, UNSUPPORTED: give up
 * </pre>
 *
 * A server may report nonces as stale without end: the caller limits the number of attempts. Thread-safe.
 */
public final class Session {
    private final String username;
    private final Ha1Source secrets;
    private final Preference preference;
    private final RandomGenerator random;
    private final Hashers hashers = new Hashers();
    private Optional<Answering> answering = Optional.empty();

    private record Answering(Challenge challenge, String ha1, String cnonce, long uses) {
        Answering once() {
            return new Answering(challenge, ha1, cnonce, uses + 1);
        }
    }

    /**
     * A session before its first challenge.
     *
     * @param random draws the cnonces: a {@link java.security.SecureRandom} except in tests
     */
    public Session(String username, Ha1Source secrets, Preference preference, RandomGenerator random) {
        this.username = username;
        this.secrets = secrets;
        this.preference = preference;
        this.random = random;
    }

    /** Takes the challenges of a 401 or 407 to a request that was sent without credentials, one header value a line. */
    public ChallengeOutcome challenged(List<String> headerValues) {
        return pick(headerValues).map(this::take).orElse(ChallengeOutcome.UNSUPPORTED);
    }

    /**
     * Takes the challenges of a 401 or 407 to a request that was sent with these credentials. The result is REJECTED when they
     * were the first use of their nonce and the server does not report it as stale. After a nonce that was used before, the new
     * challenge is answered: a restarted server does not know its old nonces.
     */
    public ChallengeOutcome challenged(List<String> headerValues, Authorization rejected) {
        Optional<Challenge> picked = pick(headerValues);
        boolean hopeless =
                rejected.count() == 1 && picked.isPresent() && !picked.get().stale();
        return hopeless ? ChallengeOutcome.REJECTED : picked.map(this::take).orElse(ChallengeOutcome.UNSUPPORTED);
    }

    private Optional<Challenge> pick(List<String> headerValues) {
        Optional<Challenge> best = Optional.empty();
        for (Challenge challenge : Challenges.in(headerValues))
            if (challenge.answerable() && (best.isEmpty() || better(challenge, best.get())))
                best = Optional.of(challenge);
        return best;
    }

    private boolean better(Challenge challenge, Challenge than) {
        return preference == Preference.STRONGEST && challenge.algorithm().compareTo(than.algorithm()) > 0;
    }

    private ChallengeOutcome take(Challenge challenge) {
        Optional<String> ha1 =
                secrets.ha1(username, challenge.realm(), challenge.algorithm().plain());
        if (ha1.isEmpty()) return ChallengeOutcome.UNSUPPORTED;
        begin(new Answering(challenge, ha1.get(), newCnonce(), 0));
        return ChallengeOutcome.ANSWERABLE;
    }

    private synchronized void begin(Answering next) {
        answering = Optional.of(next);
    }

    private String newCnonce() {
        byte[] octets = new byte[16];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    /**
     * Credentials for one request; empty before the first answerable challenge.
     *
     * @param uri the Request-URI of that request, as it will be written
     */
    public Optional<Authorization> authorize(Method method, String uri) {
        return nextUse()
                .map(use -> new Authorization(credentials(use, method, uri).text(), use.uses()));
    }

    private synchronized Optional<Answering> nextUse() {
        answering = answering.map(Answering::once);
        return answering;
    }

    private Credentials credentials(Answering use, Method method, String uri) {
        Challenge asked = use.challenge();
        Qop qop = asked.qop().isEmpty()
                ? Qop.ABSENT
                : new Qop.Auth(use.cnonce(), HexFormat.of().toHexDigits(use.uses(), 8));
        String algorithm = asked.algorithm().token();
        var open = new Credentials(username, asked.realm(), asked.nonce(), uri, "", algorithm, qop, asked.opaque());
        return open.withResponse(hashers.of(asked.algorithm()).response(method, open, use.ha1()));
    }
}
