package io.aldis.sip.digest;

import static io.aldis.sip.digest.Algorithm.MD5;

import io.aldis.sip.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A server of example.com with one user, alice, whose password is "secret"; and a clock that goes when it is told to. */
final class DigestServer implements InstantSource {
    static final String REALM = "example.com";
    static final String URI = "sip:example.com";

    final List<String> asked = new ArrayList<>();
    final Nonces nonces = new Nonces(this, new Random(7), Duration.ofMinutes(5), 1024);
    final Verification verification = new Verification(nonces);
    private Instant now = Instant.parse("2026-11-05T10:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void pass(Duration duration) {
        now = now.plus(duration);
    }

    ProtectionSpace space(Algorithm... algorithms) {
        return new ProtectionSpace(REALM, List.of(algorithms), this::secret);
    }

    private Optional<String> secret(String username, String realm, Algorithm algorithm) {
        asked.add(username + ' ' + realm + ' ' + algorithm);
        return username.equals("alice") ? Optional.of(algorithm.ha1("alice", REALM, "secret")) : Optional.empty();
    }

    String nonce() {
        return nonces.issue(REALM, MD5);
    }

    /** What is said about a REGISTER with that header, where MD5 is offered. */
    DigestResult hear(String header) {
        return verification.verify(Method.REGISTER, Credentials.parse(header).orElseThrow(), space(MD5));
    }

    /** The header of a client that does all right, for qop=auth. */
    static String proof(String username, String password, String nonce, String nc) {
        return proof(MD5, username, password, nonce, nc);
    }

    static String proof(Algorithm algorithm, String username, String password, String nonce, String nc) {
        String ha1 = algorithm.ha1(username, REALM, password);
        String response = auth(algorithm, ha1, nonce, nc, "xyz", "REGISTER:" + URI);
        return """
                Digest username="%s", realm="example.com", nonce="%s", uri="sip:example.com", response="%s", \
                algorithm=%s, cnonce="xyz", qop=auth, nc=%s""".formatted(username, nonce, response, algorithm.token(), nc);
    }

    /** RFC 7616 §3.4.1, spelt out once more. */
    static String auth(Algorithm algorithm, String ha1, String nonce, String nc, String cnonce, String a2) {
        return algorithm.hash(String.join(":", ha1, nonce, nc, cnonce, "auth", algorithm.hash(a2)));
    }

    /** RFC 2069 §2.1.2. */
    static String old(String username, String password, String nonce, String a2) {
        return MD5.hash(String.join(":", MD5.ha1(username, REALM, password), nonce, MD5.hash(a2)));
    }
}
