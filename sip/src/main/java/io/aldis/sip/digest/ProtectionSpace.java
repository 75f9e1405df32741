package io.aldis.sip.digest;

import java.util.ArrayList;
import java.util.List;

/**
 * A protection space of a server (RFC 7616 §3.3): a realm, the algorithms, and the secrets of its users.
 *
 * @param realm a domain, in SIP (RFC 3261 §22.1)
 * @param algorithms offered and accepted, the preferred one first, each once (RFC 8760 §2.3). Some phones understand only a single
 *     challenge, and most of them only MD5
 * @param secrets of the users; called on the verifying thread, without a lock held
 */
public record ProtectionSpace(String realm, List<Algorithm> algorithms, Ha1Source secrets) {
    public ProtectionSpace {
        algorithms = List.copyOf(algorithms);
        boolean each = algorithms.size() == 1 || algorithms.stream().distinct().count() == algorithms.size();
        if (algorithms.isEmpty() || !each)
            throw new IllegalArgumentException("Expected at least one algorithm, each once, but was " + algorithms);
    }

    /** With MD5 alone. */
    public ProtectionSpace(String realm, Ha1Source secrets) {
        this(realm, List.of(Algorithm.MD5), secrets);
    }

    /**
     * One challenge for each algorithm, in their order, each with its own nonce.
     *
     * @param receiver a number for the receiver; see {@link Nonces#challenge(String, Algorithm, long)}
     */
    public List<Challenge> challenges(Nonces nonces, long receiver) {
        var challenges = new ArrayList<Challenge>(algorithms.size());
        for (Algorithm algorithm : algorithms) challenges.add(nonces.challenge(realm, algorithm, receiver));
        return challenges;
    }
}
