package io.aldis.sip.digest;

import java.util.Optional;

/** Source of HA1: a server's accounts, or a client's own password. */
@FunctionalInterface
public interface Ha1Source {
    /**
     * HA1 in lower-case hexadecimal digits; empty when there is no such user, or none with that algorithm.
     *
     * @param algorithm never a {@code -sess} form
     */
    Optional<String> ha1(String username, String realm, Algorithm algorithm);

    /** Computes HA1 from this password, for every user and realm. */
    static Ha1Source password(String password) {
        return (username, realm, algorithm) -> Optional.of(algorithm.ha1(username, realm, password));
    }
}
