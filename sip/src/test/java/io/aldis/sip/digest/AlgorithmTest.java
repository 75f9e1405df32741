package io.aldis.sip.digest;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Method;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlgorithmTest {
    @ParameterizedTest
    @EnumSource
    void algorithmIsFoundByItsTokenInAnyCase(Algorithm algorithm) {
        assertThat(Algorithm.of(algorithm.token())).containsSame(algorithm);
        assertThat(Algorithm.of(algorithm.token().toLowerCase(Locale.ROOT))).containsSame(algorithm);
    }

    @Test
    void unknownAlgorithmTokenIsNotFound() {
        assertThat(Algorithm.of("SHA-1")).isEmpty();
        assertThat(Algorithm.of("")).isEmpty();
    }

    @Test
    void ha1IsTheHashOfUserRealmAndPassword() {
        assertThat(Algorithm.MD5.ha1("alice", "example.com", "secret")).isEqualTo("b1726872c344b6dc8365b774f8fd6412");
        assertThat(Algorithm.MD5_SESS.ha1("alice", "example.com", "secret"))
                .isEqualTo("b1726872c344b6dc8365b774f8fd6412");
    }

    @Tag("8760-2.1-01")
    @ParameterizedTest
    @CsvSource({
        "MD5_SESS, 8e799fe75b884b4edc570c1d5505dafe",
        "SHA_256_SESS, 093bcf4b6fe395d9fa39bd9793972473d1fb486feaee9db625198998642e1b14",
        "SHA_512_256_SESS, 0241c27f3a3e04359043096041584316b3b5034f933f67c3c6d97be9fd33b865"
    })
    void sessionAlgorithmHashesNonceAndCnonceIntoHa1(Algorithm algorithm, String response) {
        var credentials = new Credentials(
                "alice",
                "example.com",
                "abc",
                "sip:example.com",
                response,
                algorithm.token(),
                new Qop.Auth("xyz", "00000001"),
                Optional.empty());
        String ha1 = algorithm.plain().ha1("alice", "example.com", "secret");
        assertThat(new Hashers().of(algorithm).response(Method.REGISTER, credentials, ha1))
                .isEqualTo(response);
    }

    @Test
    void textLongerThanTheBufferIsHashed() {
        var credentials = new Credentials(
                "alice", "r", "n".repeat(5000), "sip:ä" + "u".repeat(3000), "", "MD5", Qop.ABSENT, Optional.empty());
        String ha2 = Algorithm.MD5.hash("MESSAGE:" + credentials.uri());
        assertThat(new Hashers().of(Algorithm.MD5).response(Method.MESSAGE, credentials, "ha1"))
                .isEqualTo(Algorithm.MD5.hash("ha1:" + credentials.nonce() + ':' + ha2));
    }
}
