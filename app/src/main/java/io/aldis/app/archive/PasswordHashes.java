package io.aldis.app.archive;

import io.aldis.server.DigestUsernames;
import io.aldis.sip.Aor;
import java.util.Map;

/** Computes the HA1 values that are stored instead of a password. */
public final class PasswordHashes {
    private PasswordHashes() {}

    /** HA1 for every algorithm and username; the realm is the domain. */
    public static Map<String, String> of(Aor aor, String password) {
        return DigestUsernames.secrets(aor, password, DigestUsernames.ALGORITHMS);
    }
}
