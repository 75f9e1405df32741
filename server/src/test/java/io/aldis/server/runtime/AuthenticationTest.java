package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digest authentication (RFC 3261 §22, RFC 8760, PHONES 3 and 6 to 10). */
class AuthenticationTest {
    private static final String BOB = "sip:bob@example.com";
    private static final String MESSAGE = Say.message(BOB).replace("alice@example.net", "alice@example.com");

    private TestServer aldis;
    private Phone alice;
    private Phone bob;

    @BeforeEach
    void open() {
        open(TestServer.SETTINGS);
    }

    private void open(ServerSettings settings) {
        aldis = TestServer.open(settings);
        alice = Phone.udp(aldis.server);
        bob = Phone.udp(aldis.server);
        register(bob, settings.algorithms().getFirst());
    }

    private static void register(Phone bob, String algorithm) {
        String register = Say.register("<sip:bob@{me}>");
        bob.send(register);
        Heard challenge = bob.hear("SIP/2.0 401");
        String proof = new Proof("bob", "bob", algorithm).line(challenge, "REGISTER", "sip:example.com");
        bob.send(with(proof, register));
        bob.hear("SIP/2.0 200");
    }

    private static String with(String line, String request) {
        return request.replace("Max-Forwards", line + "Max-Forwards");
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        aldis.close();
    }

    private Heard challenge() {
        return challenge(MESSAGE);
    }

    private Heard challenge(String request) {
        alice.send(request);
        return alice.hear("SIP/2.0 407 Proxy Authentication Required");
    }

    private Heard delivered(String request) {
        alice.send(request);
        Heard message = bob.hear();
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
        return message;
    }

    @Test
    @Tag("3261-22.1-01")
    @Tag("3261-22.1-02")
    @Tag("3261-22.3-01")
    @Tag("3261-22.4-02")
    @Tag("3261-16.3-07")
    @Tag("3261-16.1-01")
    @Tag("3428-11.1-01")
    @Tag("3261-26.3.1-02")
    @Tag("3428-9-42")
    void messageFromOurDomainIsChallengedWith407() {
        Heard challenge = challenge();
        assertThat(challenge.header("Proxy-Authenticate"))
                .matches("Digest realm=\"example.com\", nonce=\"[^\"]+\", algorithm=MD5, qop=\"auth\"");
        assertThat(challenge.has("WWW-Authenticate")).isFalse();
        assertThat(challenge.header("To")).contains(";tag=");
        bob.hearsNothing();
    }

    @Test
    @Tag("3261-22.2-01")
    @Tag("3261-22.1-01")
    @Tag("3261-10.3-05")
    @Tag("3261-26.3.1-02")
    @Tag("3428-9-62")
    void registerIsChallengedWith401() {
        alice.send(Say.register("<sip:bob@{me}>"));
        Heard challenge = alice.hear("SIP/2.0 401 Unauthorized");
        assertThat(challenge.header("WWW-Authenticate"))
                .matches("Digest realm=\"example.com\", nonce=\"[^\"]+\", algorithm=MD5, qop=\"auth\"");
        assertThat(challenge.has("Proxy-Authenticate")).isFalse();
    }

    @Test
    @Tag("3261-22.1-02")
    void eachDomainHasItsOwnRealm() {
        Heard challenge = challenge(MESSAGE.replace("alice@example.com", "alice@example.org"));
        assertThat(challenge.header("Proxy-Authenticate")).startsWith("Digest realm=\"example.org\"");
    }

    /** PHONES 3: libpurple answers with the same branch, CSeq, Call-ID and tag. */
    @Test
    void credentialsMayComeWithTheSameBranch() {
        Heard message = delivered(with(Proof.ALICE.line(challenge(), "MESSAGE", BOB), MESSAGE));
        assertThat(message.has("Proxy-Authorization")).isFalse();
    }

    @Test
    @Tag("3261-22.1-01")
    @Tag("3261-26.3.2.4-01")
    void challengeKeepsNoTransaction() {
        challenge();
        assertThat(aldis.server.waiting()).isZero();
        String first = Heard.parameter(challenge().text(), "nonce"); // not the answer of a transaction: a new nonce
        assertThat(Heard.parameter(challenge().text(), "nonce")).isNotEqualTo(first);
    }

    @Test
    void wrongPasswordAndUnknownUserGetTheSameChallenge() {
        Heard first = challenge();
        Heard wrong = challenge(with(new Proof("alice", "secret", "MD5").line(first, "MESSAGE", BOB), MESSAGE));
        String unknown = MESSAGE.replace("alice", "nobody").replace("M1", "M2");
        Heard second = challenge(unknown);
        Heard nobody = challenge(with(new Proof("nobody", "nobody", "MD5").line(second, "MESSAGE", BOB), unknown));
        assertThat(anonymous(second)).isEqualTo(anonymous(first));
        assertThat(anonymous(wrong)).isEqualTo(anonymous(first));
        assertThat(anonymous(nobody)).isEqualTo(anonymous(first));
        bob.hearsNothing();
    }

    private static String anonymous(Heard challenge) {
        return challenge
                .text()
                .replaceAll("nonce=\"[^\"]+\"", "nonce")
                .replaceAll("tag=a\\w+", "tag")
                .replaceAll("M\\d", "M")
                .replaceAll("alice|nobody", "user");
    }

    @Test
    void credentialsForAnotherMethodOrPasswordAreChallengedAgain() {
        Heard challenge = challenge();
        challenge(with(Proof.ALICE.line(challenge, "INVITE", BOB), MESSAGE));
        challenge(with(Proof.ALICE.line(challenge, "MESSAGE", BOB).replace("response=\"", "response=\"0"), MESSAGE));
        challenge(with(
                Proof.ALICE.line(challenge, "MESSAGE", BOB).replaceAll("nonce=\"[^\"]+\"", "nonce=\"abc\""), MESSAGE));
    }

    @Test
    @Tag("3261-22.1-04")
    void usedNonceIsStale() {
        String proof = Proof.ALICE.line(challenge(), "MESSAGE", BOB);
        delivered(with(proof, MESSAGE));
        Heard again = challenge(with(proof, MESSAGE.replace("M1", "M2")));
        assertThat(again.header("Proxy-Authenticate")).endsWith(", stale=true");
        delivered(with(Proof.ALICE.line(again, "MESSAGE", BOB), MESSAGE.replace("M1", "M3")));
    }

    @Test
    @Tag("3261-22.2-03")
    void nonceIsAcceptedWithTheNextCount() {
        Heard challenge = challenge();
        delivered(with(Proof.ALICE.line(challenge, "MESSAGE", BOB), MESSAGE));
        delivered(with(Proof.ALICE.line(challenge, "MESSAGE", BOB, "00000002"), MESSAGE.replace("M1", "M2")));
    }

    @Test
    void nonceFromBeforeARestartIsStale() {
        String proof = Proof.ALICE.line(challenge(), "MESSAGE", BOB);
        aldis.close();
        alice.close();
        bob.close();
        open();
        assertThat(challenge(with(proof, MESSAGE)).header("Proxy-Authenticate")).contains("stale=true");
    }

    @Test
    void credentialsInTheFormOfRfc2069AreAccepted() {
        delivered(with(Proof.ALICE.oldLine(challenge(), "MESSAGE", BOB), MESSAGE));
    }

    /** PHONES 10. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:127.0.0.1",
                "sip:127.0.0.1:15060",
                "sip:example.com;transport=udp",
                "sip:sip.example.com",
                "sip:example.org",
                "im:carol@example.com"
            })
    @Tag("3261-22.4-03")
    void digestUriMayDifferFromTheRequestUri(String uri) {
        delivered(with(Proof.ALICE.line(challenge(), "MESSAGE", uri), MESSAGE));
    }

    /** PHONES 9. */
    @Test
    void orderAndBlanksOfTheCredentialsDoNotMatter() {
        String[] parts = Proof.ALICE.line(challenge(), "MESSAGE", BOB).strip().split("Digest |, ");
        var turned = new StringBuilder("Proxy-Authorization:  Digest ");
        for (int i = parts.length - 1; i > 0; i--) turned.append(parts[i]).append(i > 1 ? "," : "\n");
        delivered(with(turned.toString().replace("algorithm=MD5", "algorithm=\"MD5\""), MESSAGE));
    }

    @Test
    @Tag("3261-10.3-06")
    @Tag("3428-11.1-02")
    void messageInTheNameOfAnotherUserGets403() {
        Heard challenge = challenge();
        alice.send(with(Proof.BOB.line(challenge, "MESSAGE", BOB), MESSAGE));
        alice.hear("SIP/2.0 403");
        bob.hearsNothing();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<im:alice@example.com>",
                "<sips:alice@example.com>",
                "sip:alice@127.0.0.1",
                "A <sip:%61lice@EXAMPLE.com:5090>"
            })
    void otherSpellingOfOurAddressIsChallenged(String from) {
        challenge(MESSAGE.replace("<sip:alice@example.com>", from));
    }

    @Test
    void messageOfAStrangerToALocalUserIsDelivered() {
        delivered(MESSAGE.replace("alice@example.com", "alice@elsewhere.example"));
    }

    @Test
    @Tag("3261-22.3-02")
    @Tag("3261-22.3-03")
    @Tag("3428-9-44")
    @Tag("3428-9-20")
    void foreignCredentialsAreForwardedAndOursAreRemoved() {
        String foreign = "Proxy-Authorization: Digest username=\"example.com\", realm=\"other.example\", nonce=\"n\","
                + " uri=\"sip:x\", response=\"0\"\nProxy-Authorization: Basic abc\nAuthorization: Digest whatever\n";
        Heard message = delivered(with(foreign + Proof.ALICE.line(challenge(), "MESSAGE", BOB), MESSAGE));
        assertThat(message.text()).contains(alice.wire(foreign));
        assertThat(message.all("Proxy-Authorization")).hasSize(2);
    }

    @Test
    void credentialsInTheNameOfAnotherDomainGet403AndAreNotForwarded() {
        String proof = Proof.ALICE.line(challenge(), "MESSAGE", BOB);
        alice.send(with(proof, MESSAGE.replace("alice@example.com", "alice@elsewhere.example")))
                .hear("SIP/2.0 403");
        bob.hearsNothing();
    }

    @Test
    void registerOfAStrangerIsRefused() {
        alice.send(
                Say.register("<sip:bob@{me}>").replace("From: <sip:bob@example.com>", "From: <sip:eve@evil.example>"));
        alice.hear("SIP/2.0 401");
        alice.send(Say.register("<sip:bob@{me}>")
                .replace("M1", "M2")
                .replace("To: <sip:bob@example.com>", "To: <sip:eve@evil.example>"));
        alice.hear("SIP/2.0 404");
    }

    @Test
    @Tag("3261-10.3-06")
    @Tag("3428-11.2-03")
    void registerForAnotherUserGets403() {
        String register = Say.register("<sip:eve@{me}>");
        alice.send(register);
        Heard challenge = alice.hear("SIP/2.0 401");
        alice.send(with(Proof.ALICE.line(challenge, "REGISTER", "sip:example.com"), register));
        alice.hear("SIP/2.0 403");
        Heard message = delivered(MESSAGE.replace("alice@example.com", "alice@elsewhere.example"));
        assertThat(message.requestUri()).isEqualTo("sip:bob@" + bob.address());
    }

    @Test
    @Tag("3261-26.5-01")
    void queryOfTheBindingsOfAnotherUserGets403() {
        String question = Say.register("x").replace("Contact: x\n", "");
        alice.send(question);
        Heard challenge = alice.hear("SIP/2.0 401");
        alice.send(with(Proof.ALICE.line(challenge, "REGISTER", "sip:example.com"), question));
        assertThat(alice.hear("SIP/2.0 403").has("Contact")).isFalse();
    }

    @Test
    @Tag("8760-3-01")
    void sha256IsOfferedWhenConfigured() {
        alice.close();
        bob.close();
        aldis.close();
        open(TestServer.SETTINGS.with(ServerSettings::algorithms).of(List.of("SHA-256")));
        Heard challenge = challenge();
        assertThat(challenge.header("Proxy-Authenticate")).contains("algorithm=SHA-256");
        delivered(with(new Proof("alice", "alice", "SHA-256").line(challenge, "MESSAGE", BOB), MESSAGE));
        challenge(with(
                Proof.ALICE.line(challenge(MESSAGE.replace("M1", "M2")), "MESSAGE", BOB), MESSAGE.replace("M1", "M3")));
    }

    @Test
    void algorithmsAreOfferedInTheConfiguredOrder() {
        alice.close();
        bob.close();
        aldis.close();
        aldis = TestServer.open(
                TestServer.SETTINGS.with(ServerSettings::algorithms).of(List.of("SHA-256", "MD5")));
        alice = Phone.udp(aldis.server);
        bob = Phone.udp(aldis.server);
        assertThat(challenge().all("Proxy-Authenticate"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("algorithm=SHA-256"),
                        second -> assertThat(second).contains("algorithm=MD5"));
    }

    @Test
    void trustedAddressIsNotChallenged() {
        try (TestServer trusting = TestServer.open(
                        TestServer.SETTINGS.with(ServerSettings::trust).by(it -> it.in(address -> true)));
                Phone phone = Phone.udp(trusting.server)) {
            phone.send(MESSAGE);
            phone.hear("SIP/2.0 480");
            phone.send(Say.register("<sip:bob@{me}>"));
            phone.hear("SIP/2.0 200");
        }
    }

    @Test
    @Tag("3261-22.1-03")
    void ackIsNotChallengedAndThatOfAChallengeIsAbsorbed() {
        String invite = Say.request("INVITE", BOB).replace("alice@example.net", "alice@example.com");
        Heard challenge = challenge(invite);
        alice.send(Say.request("ACK", BOB)
                .replace("alice@example.net", "alice@example.com")
                .replace("To: <sip:bob@example.com>", "To: " + challenge.header("To")));
        alice.hearsNothing();
        bob.hearsNothing();
        assertThat(aldis.server.waiting()).isZero();
    }

    @Test
    @Tag("3261-22.4-01")
    void malformedCredentialsAreChallengedAgain() {
        challenge(with("Proxy-Authorization: Digest username=alice, realm=\"example.com\n", MESSAGE));
        challenge(with("Proxy-Authorization: Digest\n", MESSAGE.replace("M1", "M2")));
        challenge(with("Proxy-Authorization: Bearer xyz\n", MESSAGE.replace("M1", "M3")));
    }
}
