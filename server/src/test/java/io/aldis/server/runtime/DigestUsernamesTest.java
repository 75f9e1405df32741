package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Account;
import io.aldis.server.Guessing;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The usernames of credentials that are accepted for an account (RFC 3261 §22.4). */
class DigestUsernamesTest {
    private static final String CONTACT = "<sip:x@{me}>";

    /** One guess is allowed: none of the right answers may count as one. */
    private static final Guessing ONE_GUESS = Guessing.DEFAULT
            .with(Guessing::perAccount)
            .of(1)
            .with(Guessing::perAddress)
            .of(1)
            .with(Guessing::forgotten)
            .of(Duration.ofMinutes(10));

    /** The user part as it stands in To and From, and the username of the credentials. */
    @ParameterizedTest
    @CsvSource({
        "alice, alice",
        "alice, alice@example.com",
        "Home%20Assistant, Home Assistant",
        "Home%20Assistant, Home%20Assistant",
        "Home%20Assistant, Home Assistant@example.com",
        "Home%20Assistant, Home%20Assistant@example.com",
        "caf%C3%A9, café",
        "caf%c3%a9, caf%c3%a9",
        "caf%c3%a9, caf%C3%A9",
        "caf%c3%a9, café@example.com",
        "a%2Bb, a+b",
        "a%40b, a@b",
        "a%40b, a%40b@example.com",
        "a%40b, a@b@example.com"
    })
    void everySpellingOfTheUsernameIsAcceptedForRegisterAndMessage(String user, String username) {
        for (String algorithm : List.of("MD5", "SHA-256"))
            try (TestServer aldis = TestServer.open(TestServer.SETTINGS
                            .with(ServerSettings::algorithms)
                            .of(List.of(algorithm))
                            .with(ServerSettings::guessing)
                            .of(ONE_GUESS));
                    Phone phone = Phone.udp(aldis.server)) {
                aldis.store.put(TestServer.account(user, "example.com", "secret"));
                var proof = new Proof(username, "secret", algorithm);
                String register = Say.register(CONTACT).replace("bob@", user + "@");
                phone.send(register);
                String line = proof.line(phone.hear("SIP/2.0 401"), "REGISTER", "sip:example.com");
                phone.send(register.replace("Max-Forwards", line + "Max-Forwards"));
                assertThat(phone.hear().code()).as(username + " " + algorithm).isEqualTo(200);

                String message = Say.message("sip:bob@example.com").replace("alice@example.net", user + "@example.com");
                phone.send(message);
                line = proof.line(phone.hear("SIP/2.0 407"), "MESSAGE", "sip:bob@example.com");
                phone.send(message.replace("Max-Forwards", line + "Max-Forwards"));
                assertThat(phone.hear().code()).as(username + " " + algorithm).isEqualTo(480);

                String other = message.replace("M1", "M2");
                phone.send(other);
                line = new Proof(username, "wrong", algorithm)
                        .line(phone.hear("SIP/2.0 407"), "MESSAGE", "sip:bob@example.com");
                phone.send(other.replace("Max-Forwards", line + "Max-Forwards"));
                assertThat(phone.hear().code()).as("the first guess").isEqualTo(407);
            }
    }

    /** In another domain it is another user, and what is no username of anybody proves nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"alice@example.org", "alice@", "@example.com", "alice@example.com@example.com", "Alice"})
    void otherUsernameIsRefused(String username) {
        try (TestServer aldis = TestServer.open(TestServer.SETTINGS);
                Phone phone = Phone.udp(aldis.server)) {
            String message = Say.message("sip:bob@example.com").replace("example.net", "example.com");
            phone.send(message);
            String line = new Proof(username, "alice", "MD5")
                    .line(phone.hear("SIP/2.0 407"), "MESSAGE", "sip:bob@example.com");
            phone.send(message.replace("Max-Forwards", line + "Max-Forwards"));
            assertThat(phone.hear().code()).isEqualTo(407);
        }
    }

    /** {@code alice@example.com} may mean alice, or the user whose name is that with its domain: the From decides. */
    @Test
    void ambiguousUsernameBelongsToTheClaimedAccount() {
        try (TestServer aldis = TestServer.open(TestServer.SETTINGS);
                Phone phone = Phone.udp(aldis.server)) {
            aldis.store.put(TestServer.account("alice%40example.com", "example.com", "other"));
            int branch = 0;
            for (String user : List.of("alice", "alice%40example.com"))
                for (String password : List.of("alice", "other")) {
                    String message = Say.message("sip:bob@example.com")
                            .replace("alice@example.net", user + "@example.com")
                            .replace("M1", "M" + ++branch);
                    phone.send(message);
                    String line = new Proof("alice@example.com", password, "MD5")
                            .line(phone.hear("SIP/2.0 407"), "MESSAGE", "sip:bob@example.com");
                    phone.send(message.replace("Max-Forwards", line + "Max-Forwards")
                            .replace("bKM", "bKN"));
                    boolean own = user.equals("alice") == password.equals("alice");
                    assertThat(phone.hear().code()).as(user + " " + password).isEqualTo(own ? 480 : 407);
                }
        }
    }

    @Test
    void usernameOfAnotherUserIsForbidden() {
        try (TestServer aldis = TestServer.open(TestServer.SETTINGS);
                Phone phone = Phone.udp(aldis.server)) {
            String message = Say.message("sip:bob@example.com").replace("example.net", "example.com");
            phone.send(message);
            String line = new Proof("bob@example.com", "bob", "MD5")
                    .line(phone.hear("SIP/2.0 407"), "MESSAGE", "sip:bob@example.com");
            phone.send(message.replace("Max-Forwards", line + "Max-Forwards"));
            assertThat(phone.hear().code()).isEqualTo(403);
        }
    }

    /** Such an account was added before there were others, or imported as an HA1: its password is not known. */
    @Test
    void accountWithHa1OfItsUserPartHasThatUsernameOnly() {
        try (TestServer aldis = TestServer.open(TestServer.SETTINGS);
                Phone phone = Phone.udp(aldis.server)) {
            var carol = new Aor("carol", "example.com");
            aldis.store.put(new Account(carol, Map.of("MD5", TestServer.hash("MD5", "carol:example.com:secret"))));
            String message = Say.message("sip:bob@example.com").replace("alice@example.net", "carol@example.com");
            for (String username : List.of("carol@example.com", "carol")) {
                phone.send(message);
                String line = new Proof(username, "secret", "MD5")
                        .line(phone.hear("SIP/2.0 407"), "MESSAGE", "sip:bob@example.com");
                phone.send(message.replace("Max-Forwards", line + "Max-Forwards"));
                assertThat(phone.hear().code()).isEqualTo(username.equals("carol") ? 480 : 407);
            }
        }
    }
}
