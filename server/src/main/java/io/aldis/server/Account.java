package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.digest.Algorithm;
import java.util.Map;
import java.util.Optional;

/**
 * A provisioned address-of-record with its credentials.
 *
 * @param aor the address-of-record of the account
 * @param secrets HA1 = H(user:realm:password) in lower-case hex for each digest algorithm, by the name that challenges use ({@code MD5},
 *     {@code SHA-256}, {@code SHA-512-256}; RFC 8760), and for other usernames of the account ({@link DigestUsernames}). The password itself is not
 *     stored.
 * @param acceptFirst whether a message for the account is stored and answered 202 before any of its devices is tried
 * @param policy which requests the account accepts, and from which senders
 */
public record Account(Aor aor, Map<String, String> secrets, AcceptFirst acceptFirst, Policy policy) {
    public Account {
        secrets = Map.copyOf(secrets);
    }

    /** An account with the settings of its domain. */
    public Account(Aor aor, Map<String, String> secrets) {
        this(aor, secrets, AcceptFirst.DEFAULT, Policy.NONE);
    }

    /** The setting of one account for {@link MailboxSettings#acceptFirst}. */
    public enum AcceptFirst {
        /** The setting of its domain holds. */
        DEFAULT,
        ON,
        OFF
    }

    /** HA1 for that username; empty when there is none with that algorithm, or it is not a username of this account. */
    public Optional<String> ha1(String username, Algorithm algorithm) {
        return Optional.ofNullable(secrets.get(DigestUsernames.key(aor, algorithm, username)));
    }

    /** A copy with other secrets. */
    public Account with(Map<String, String> others) {
        return new Account(aor, others, acceptFirst, policy);
    }

    /** A copy with another setting of {@link #acceptFirst}. */
    public Account with(AcceptFirst other) {
        return new Account(aor, secrets, other, policy);
    }

    /** A copy with another policy. */
    public Account with(Policy other) {
        return new Account(aor, secrets, acceptFirst, other);
    }

    /** Without the secrets: this goes to logs. */
    @Override
    public String toString() {
        return "Account[" + aor + ", " + secrets.keySet() + ", accept first: " + acceptFirst + ", " + policy.lines()
                + "]";
    }
}
