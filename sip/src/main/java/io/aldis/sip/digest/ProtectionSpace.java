package io.aldis.sip.digest;

import java.util.ArrayList;
import java.util.List;

/**
 * What a server guards (RFC 7616 §3.3): a realm, how one may prove to belong to it, and the users that do.
 *
 * @param realm a domain, in SIP (RFC 3261 §22.1)
 * @param algorithms that are offered and taken, the preferred one first, each once (RFC 8760 §2.3). One alone is what all
 *     phones understand, and MD5 the only one that most of them do
 * @param secrets of the users; asked on the thread that verifies, without any lock held
 */
public record ProtectionSpace(String realm, List<Algorithm> algorithms, Secrets secrets) {
    public ProtectionSpace {
        algorithms = List.copyOf(algorithms);
        boolean each = algorithms.size() == 1 || algorithms.stream().distinct().count() == algorithms.size();
        if (algorithms.isEmpty() || !each)
            throw new IllegalArgumentException("Expected at least one algorithm, each once, but was " + algorithms);
    }

    /** With MD5 alone. */
    public ProtectionSpace(String realm, Secrets secrets) {
        this(realm, List.of(Algorithm.MD5), secrets);
    }

    /**
     * One challenge for each algorithm, in their order, each with a nonce of its own.
     *
     * @param receiver who hears them; see {@link Nonces#challenge(String, Algorithm, long)}
     */
    public List<Challenge> challenges(Nonces nonces, long receiver) {
        var challenges = new ArrayList<Challenge>(algorithms.size());
        for (Algorithm algorithm : algorithms) challenges.add(nonces.challenge(realm, algorithm, receiver));
        return challenges;
    }
}
