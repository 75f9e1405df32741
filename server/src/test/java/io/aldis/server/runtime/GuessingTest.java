package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Cidr;
import io.aldis.server.Guessing;
import io.aldis.server.ServerSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits on password guesses and account scans: three guesses for an account, eight in all. */
class GuessingTest {
    private static final ServerSettings SETTINGS = TestServer.SETTINGS
            .with(ServerSettings::guessing)
            .of(Guessing.DEFAULT
                    .with(Guessing::perAccount)
                    .of(3)
                    .with(Guessing::perAddress)
                    .of(8)
                    .with(Guessing::forgotten)
                    .of(Duration.ofMinutes(10)));
    private static final String BOB = "sip:bob@example.com";

    private TestServer aldis;
    private Phone thief;
    private Phone owner;
    private int sent;

    @BeforeEach
    void open() {
        aldis = TestServer.open(SETTINGS);
        thief = Phone.udp(aldis.server);
        owner = Wires.udp(aldis.server, "127.0.0.2");
    }

    @AfterEach
    void close() {
        thief.close();
        owner.close();
        aldis.close();
    }

    /** Asks for a challenge and answers it. */
    private Heard says(Phone phone, String user, String password) {
        String request = message(user);
        Heard challenge = phone.send(request).hear("SIP/2.0 407");
        return answers(phone, challenge, user, password);
    }

    private Heard answers(Phone phone, Heard challenge, String user, String password) {
        String line = new Proof(user, password, "MD5").line(challenge, "MESSAGE", BOB);
        return phone.send(message(user).replace("Max-Forwards", line + "Max-Forwards"))
                .hear();
    }

    private String message(String user) {
        return Say.message(BOB)
                .replace("alice@example.net", user + "@example.com")
                .replace("M1", "M" + ++sent);
    }

    @Test
    void guesserIsRefusedForAWhileEvenWithTheRightPassword() {
        for (int i = 0; i < 3; i++)
            assertThat(says(thief, "alice", "guess" + i).code()).isEqualTo(407);
        Heard refusal = says(thief, "alice", "guess");
        assertThat(refusal.startLine()).isEqualTo("SIP/2.0 503 Too many wrong passwords");
        assertThat(Integer.parseInt(refusal.header("Retry-After"))).isBetween(190, 200);
        assertThat(says(thief, "alice", "alice").startLine()).isEqualTo(refusal.startLine());
        assertThat(says(thief, "bob", "bob").code()).as("another account").isEqualTo(480);
    }

    @Test
    void ownerAtAnotherAddressIsServedDuringGuesses() {
        for (int i = 0; i < 10; i++) says(thief, "alice", "guess" + i);
        assertThat(says(owner, "alice", "alice").code()).isEqualTo(480);
    }

    /** Who sends datagrams with somebody else's address cannot hear the challenges that go there. */
    @Test
    void spoofedGuessesDoNotLockOutTheOwner() {
        Heard challenge = thief.send(message("alice")).hear("SIP/2.0 407");
        for (int i = 0; i < 20; i++) answers(owner, challenge, "alice", "guess" + i);
        for (int i = 0; i < 20; i++) answers(owner, made(challenge), "alice", "guess" + i);
        assertThat(says(owner, "alice", "alice").code()).isEqualTo(480);
        assertThat(says(thief, "alice", "alice").code())
                .as("whose challenge it was")
                .isEqualTo(503);
    }

    /** The answer to a nonce of one's own would tell by its stale=true that the password was right. */
    @Test
    void forgedNonceDoesNotRevealACorrectPassword() {
        Heard challenge = made(thief.send(message("alice")).hear("SIP/2.0 407"));
        assertThat(answers(thief, challenge, "alice", "alice").text()).contains("stale=true");
        for (int i = 0; i < 3; i++)
            assertThat(answers(thief, challenge, "alice", "guess" + i).text()).doesNotContain("stale");
        Heard right = answers(thief, challenge, "alice", "alice");
        assertThat(right.code()).isEqualTo(407);
        assertThat(right.text()).doesNotContain("stale");
    }

    private static Heard made(Heard challenge) {
        String nonce = Heard.parameter(challenge.text(), "nonce");
        return new Heard(challenge.text().replace(nonce, "A".repeat(48)).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void guesserOfManyAccountsIsRefusedForAll() {
        for (int i = 0; i < 8; i++)
            assertThat(says(thief, "user" + i, "1234").code()).as("guess " + i).isEqualTo(407);
        assertThat(says(thief, "bob", "1234").code()).isEqualTo(503);
        assertThat(says(owner, "bob", "bob").code()).isEqualTo(480);
    }

    @Test
    void replayIsNotCountedAsAGuess() {
        Heard challenge = owner.send(message("alice")).hear("SIP/2.0 407");
        assertThat(answers(owner, challenge, "alice", "alice").code()).isEqualTo(480);
        for (int i = 0; i < 10; i++)
            assertThat(answers(owner, challenge, "alice", "alice").text()).contains("stale=true");
        assertThat(says(owner, "alice", "alice").code()).isEqualTo(480);
    }

    @Test
    void correctPasswordsKeepWorkingForAccountsKnownAtThatAddress() {
        try (Phone alice = Phone.udp(aldis.server);
                Phone bob = Phone.udp(aldis.server)) {
            assertThat(says(alice, "alice", "alice").code()).isEqualTo(480);
            for (int i = 0; i < 8; i++) says(thief, "user" + i, "1234");
            assertThat(says(thief, "user", "1234").code()).isEqualTo(503);
            assertThat(says(alice, "alice", "alice").code()).isEqualTo(480);
            assertThat(says(thief, "alice", "alice").code())
                    .as("another phone of hers there")
                    .isEqualTo(480);
            assertThat(says(bob, "bob", "bob").code()).as("never there before").isEqualTo(503);
        }
    }

    @Test
    void guessesDoNotLockOutThePhoneOfTheAccount() {
        try (Phone alice = Phone.udp(aldis.server);
                Phone stranger = Phone.udp(aldis.server)) {
            assertThat(says(alice, "alice", "alice").code()).isEqualTo(480);
            for (int i = 0; i < 5; i++) says(thief, "alice", "guess" + i);
            assertThat(says(alice, "alice", "alice").code()).isEqualTo(480);
            assertThat(says(stranger, "alice", "alice").code()).isEqualTo(503);
            assertThat(says(thief, "alice", "alice").code()).isEqualTo(503);
        }
    }

    @Test
    void exemptNetworkIsNotCounted() {
        var exempt = Guessing.DEFAULT
                .with(Guessing::perAccount)
                .of(3)
                .with(Guessing::perAddress)
                .of(8)
                .with(Guessing::forgotten)
                .of(Duration.ofMinutes(10))
                .with(Guessing::exempt)
                .of(List.of(Cidr.parse("127.0.0.2/32")));
        try (TestServer open = TestServer.open(
                        TestServer.SETTINGS.with(ServerSettings::guessing).of(exempt));
                Phone inside = Wires.udp(open.server, "127.0.0.2");
                Phone outside = Phone.udp(open.server)) {
            for (int i = 0; i < 12; i++)
                assertThat(says(inside, "alice", "guess" + i).code()).isEqualTo(407);
            assertThat(says(inside, "alice", "alice").code()).isEqualTo(480);
            Heard challenge = outside.send(message("alice")).hear("SIP/2.0 407");
            for (int i = 0; i < 4; i++)
                answers(inside, challenge, "alice", "guess" + i); // as a datagram with a false source
            assertThat(says(outside, "alice", "alice").code())
                    .as("whose challenge it was")
                    .isEqualTo(503);
        }
    }

    @Test
    void logNamesAccountAndAddressOnceAndHowToExemptANetwork() {
        try (var log = new LogLines()) {
            for (int i = 0; i < 6; i++) says(thief, "alice", "guess" + i);
            assertThat(log.with("wrong passwords"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN too many wrong passwords: account=sip:alice@example.com address=127.0.0.1")
                    .contains("guesses.exempt");
        }
        try (var log = new LogLines()) {
            for (int i = 0; i < 12; i++) says(owner, "user" + i, "1234");
            assertThat(log.with("wrong passwords"))
                    .singleElement()
                    .asString()
                    .contains(" account=sip:user7@example.com address=127.0.0.2 ");
        }
    }

    // ---- an edge proxy: all of its users come from one address and port

    /** As a phone at that address sends it through the proxy, which has stamped its Via. */
    private Heard through(Phone proxy, String phone, String user, String password) {
        Heard challenge = proxy.send(behind(phone, message(user))).hear("SIP/2.0 407");
        String line = new Proof(user, password, "MD5").line(challenge, "MESSAGE", BOB);
        return proxy.send(behind(phone, message(user)).replace("Max-Forwards", line + "Max-Forwards"))
                .hear();
    }

    private String behind(String phone, String request) {
        String via =
                "Via: SIP/2.0/UDP 10.0.0.1:5060;rport=5060;received=" + phone + ";branch=z9hG4bKphone" + sent + "\n";
        return request.replace("Max-Forwards", via + "Max-Forwards");
    }

    @Test
    void correctPasswordsKeepWorkingBehindAnEdgeProxy() {
        assertThat(through(thief, "192.0.2.1", "alice", "alice").code()).isEqualTo(480);
        for (int i = 0; i < 8; i++) through(thief, "192.0.2.2", "user" + i, "1234");
        assertThat(through(thief, "192.0.2.2", "user", "1234").code()).isEqualTo(503);
        assertThat(through(thief, "192.0.2.1", "alice", "alice").code()).isEqualTo(480);
        assertThat(through(thief, "192.0.2.3", "alice", "alice").code())
                .as("another phone of hers there")
                .isEqualTo(480);
        assertThat(through(thief, "192.0.2.3", "bob", "bob").code())
                .as("never there before")
                .isEqualTo(503);
    }

    @Test
    void guesserBehindAnEdgeProxyDoesNotLockOutThePhoneOfTheAccount() {
        assertThat(through(thief, "192.0.2.1", "alice", "alice").code()).isEqualTo(480);
        for (int i = 0; i < 5; i++) through(thief, "192.0.2.2", "alice", "guess" + i);
        assertThat(through(thief, "192.0.2.1", "alice", "alice").code()).isEqualTo(480);
        assertThat(through(thief, "192.0.2.2", "alice", "alice").code()).isEqualTo(503);
        assertThat(through(
                                thief,
                                "192.0.2.2\nVia: SIP/2.0/UDP 10.0.0.1:5060;rport=5060;received=192.0.2.1",
                                "alice",
                                "alice")
                        .code())
                .as("with a Via that he has made up")
                .isEqualTo(503);
    }

    // ---- who looks for accounts

    @ParameterizedTest
    @ValueSource(strings = {"REGISTER", "MESSAGE", "INVITE", "OPTIONS", "SUBSCRIBE"})
    void knownAndUnknownUsersAreChallengedAndRefusedAlike(String method) {
        assertThat(dialogue(method, "bob")).isEqualTo(dialogue(method, "eve"));
    }

    /** No credentials, wrong ones, right ones of another user, and too many wrong ones: what is heard, but for what is always unlike. */
    private List<String> dialogue(String method, String user) {
        var heard = new ArrayList<String>();
        String uri = method.equals("REGISTER") ? "sip:example.com" : "sip:" + user + "@example.com";
        String request = method.equals("REGISTER") ? Say.register("<sip:x@{me}>") : Say.request(method, uri);
        request = request.replace("bob@example.com", user + "@example.com")
                .replace("alice@example.net", user + "@example.com");
        Heard challenge = thief.send(request.replace("M1", "M" + ++sent)).hear();
        heard.add(anonymous(challenge, user));
        for (Proof proof : List.of(
                Proof.ALICE,
                new Proof(user, "1", "MD5"),
                new Proof(user, "2", "MD5"),
                new Proof(user, "3", "MD5"),
                new Proof(user, "4", "MD5"))) {
            String line = proof.line(challenge, method, uri);
            String next = request.replace("M1", "M" + ++sent).replace("Max-Forwards", line + "Max-Forwards");
            heard.add(anonymous(thief.send(next).hear(), user));
        }
        assertThat(heard.getLast()).contains("503");
        return heard;
    }

    private static String anonymous(Heard answer, String user) {
        return answer.text()
                .replaceAll("nonce=\"[^\"]+\"", "nonce")
                .replaceAll("tag=a\\w+", "tag")
                .replaceAll("M\\d+", "M")
                .replaceAll("Retry-After: \\d+", "Retry-After")
                .replace("sip:" + user + "@", "sip:user@");
    }
}
