package io.aldis.app.command;

import io.aldis.app.archive.PasswordHashes;
import io.aldis.server.Account;
import io.aldis.sip.Aor;
import java.security.SecureRandom;
import java.util.Map;
import java.util.stream.Collectors;

/** Creates accounts from passwords. Only HA1 values of a password are kept. */
final class NewAccounts {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private NewAccounts() {}

    /** An account with HA1 values for every algorithm and username; the realm is the domain. */
    static Account of(Aor aor, String password) {
        return new Account(aor, secrets(aor, password));
    }

    static Map<String, String> secrets(Aor aor, String password) {
        return PasswordHashes.of(aor, password);
    }

    /** A password of 12 random lower-case letters and digits, without l, o, 0 and 1, which look alike. */
    static String freshPassword() {
        return RANDOM.ints(12, 0, LETTERS.length())
                .mapToObj(index -> LETTERS.substring(index, index + 1))
                .collect(Collectors.joining());
    }
}
