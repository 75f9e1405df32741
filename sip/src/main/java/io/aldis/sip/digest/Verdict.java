package io.aldis.sip.digest;

/** What became of credentials. */
public sealed interface Verdict {
    /** The sender has proved to be this user; the proof is used up. */
    record Accepted(String username) implements Verdict {}

    /** The proof is right, the nonce is not good any more: challenge again with {@code stale=true}, never refuse. */
    record Stale(Nonces.Standing standing) implements Verdict {}

    /** Nothing is proved: challenge again without stale, or answer 403. The reason is for the log, not for the peer. */
    record Refused(Refusal reason) implements Verdict {}
}
