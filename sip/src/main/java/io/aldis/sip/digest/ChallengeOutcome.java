package io.aldis.sip.digest;

/** Result of a challenge at the client. */
public enum ChallengeOutcome {
    /** The challenge can be answered: send the request again with {@link Session#authorize}. */
    ANSWERABLE,
    /** The server refused these credentials with a new nonce; to repeat them is pointless (RFC 3261 §22.1). */
    REJECTED,
    /** No challenge can be answered: another scheme, an unknown algorithm, auth-int alone, malformed text, or no HA1 for it. */
    UNSUPPORTED
}
