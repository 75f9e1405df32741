package io.aldis.sip.digest;

/** Result of the verification of credentials. */
public sealed interface DigestResult {
    /** The digest is right and the nonce is valid; this use of the nonce is recorded. */
    record Accepted(String username) implements DigestResult {}

    /** The digest is right, but the nonce is not valid: challenge again with {@code stale=true}, never refuse. */
    record Stale(Nonces.Standing standing) implements DigestResult {}

    /** The credentials are wrong: challenge again without stale, or answer 403. The reason is for the log, not for the peer. */
    record Refused(Refusal reason) implements DigestResult {}
}
