package io.aldis.server;

import io.aldis.sip.Aor;
import java.util.Map;

/**
 * A provisioned address-of-record with its credentials.
 *
 * @param aor whose it is
 * @param secrets HA1 = H(user:realm:password) in lower-case hex for each digest algorithm, by the name that challenges use
 *     ({@code MD5}, {@code SHA-256}, {@code SHA-512-256}; RFC 8760). The password itself is nowhere.
 */
public record Account(Aor aor, Map<String, String> secrets) {
    public Account {
        secrets = Map.copyOf(secrets);
    }

    /** Without the secrets: this goes to logs. */
    @Override
    public String toString() {
        return "Account[" + aor + ", " + secrets.keySet() + "]";
    }
}
