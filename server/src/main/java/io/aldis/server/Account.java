package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.digest.Algorithm;
import java.util.Map;
import java.util.Optional;

/**
 * A provisioned address-of-record with its credentials.
 *
 * @param aor whose it is
 * @param secrets HA1 = H(user:realm:password) in lower-case hex for each digest algorithm, by the name that challenges use
 *     ({@code MD5}, {@code SHA-256}, {@code SHA-512-256}; RFC 8760), and for other usernames of the account ({@link DigestUsernames}).
 *     The password itself is nowhere.
 * @param acceptFirst whether messages for it are kept and answered 202 before any of its devices is tried
 * @param policy what it takes, and from whom
 */
public record Account(Aor aor, Map<String, String> secrets, AcceptFirst acceptFirst, Policy policy) {
    public Account {
        secrets = Map.copyOf(secrets);
    }

    /** That does as its domain does. */
    public Account(Aor aor, Map<String, String> secrets) {
        this(aor, secrets, AcceptFirst.DEFAULT, Policy.NONE);
    }

    /** What an account says about {@link MailboxSettings#acceptFirst}. */
    public enum AcceptFirst {
        /** As for all of its domain. */
        DEFAULT,
        ON,
        OFF
    }

    /** HA1 for that username; nothing when there is none with that algorithm, or it is no username of this account. */
    public Optional<String> ha1(String username, Algorithm algorithm) {
        return Optional.ofNullable(secrets.get(DigestUsernames.key(aor, algorithm, username)));
    }

    /** The same with other secrets. */
    public Account with(Map<String, String> others) {
        return new Account(aor, others, acceptFirst, policy);
    }

    /** The same with another word about what is accepted first. */
    public Account with(AcceptFirst other) {
        return new Account(aor, secrets, other, policy);
    }

    /** The same with another policy. */
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
