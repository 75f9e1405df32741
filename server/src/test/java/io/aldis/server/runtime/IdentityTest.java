package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asserted identities (RFC 3325): 127.0.0.3 is a trusted neighbour, all others must authenticate. */
class IdentityTest extends ServerWithPasswords {
    private static final InetAddress NEIGHBOUR = InetAddress.ofLiteral("127.0.0.3");
    private static final ServerSettings SETTINGS =
            TestServer.SETTINGS.with(ServerSettings::trust).by(it -> it.in(NEIGHBOUR::equals));
    private static final String CLAIMS = """
            P-Asserted-Identity: "The Boss" <sip:boss@example.com>, <tel:+1555>
            p-asserted-identity: <sip:boss@example.com>
            P-Preferred-Identity: <sip:boss@example.com>
            Remote-Party-ID: <sip:boss@example.com>;party=calling
              ;privacy=off
            """;

    private Phone neighbour;

    @Override
    ServerSettings settings() {
        return SETTINGS;
    }

    @BeforeEach
    void openNeighbour() {
        neighbour = Wires.udp(aldis.server, "127.0.0.3");
    }

    @AfterEach
    void closeNeighbour() {
        neighbour.close();
    }

    private String proven(String request) {
        Heard challenge = sender.send(request).hear("SIP/2.0 407");
        return with(Proof.ALICE.line(challenge, "MESSAGE", BOB), request);
    }

    private static void saysNothingOfTheBoss(Heard message) {
        assertThat(message.text())
                .doesNotContainIgnoringCase("identity")
                .doesNotContain("boss", "Remote-Party", "privacy=");
    }

    @Test
    @Tag("3325-5-02")
    @Tag("3325-6-01")
    @Tag("5876-4.2-01")
    void identityHeadersOfALocalUserAreRemoved() {
        bobIsThere();
        saysNothingOfTheBoss(delivered(sender, proven(with(CLAIMS, message("alice@example.com")))));
    }

    @Test
    @Tag("3325-5-02")
    void identityHeadersOfAStrangerAreRemoved() {
        bobIsThere();
        saysNothingOfTheBoss(delivered(sender, with(CLAIMS, message("x@elsewhere.example"))));
    }

    @Test
    @Tag("3325-5-02")
    void keptMessageHasNoIdentityHeadersOfAStranger() {
        sender.send(with(CLAIMS, message("x@elsewhere.example"))).hear("SIP/2.0 202");
        bobIsThere();
        Heard kept = bob.hear("MESSAGE ");
        bob.answer(kept, "200 OK");
        saysNothingOfTheBoss(kept);
    }

    @Test
    @Tag("3325-5-04")
    @Tag("5876-4.1-01")
    void identityHeadersOfATrustedNeighbourAreForwarded() {
        bobIsThere();
        Heard message = delivered(neighbour, with(CLAIMS, message("boss@example.com")));
        assertThat(message.all("P-Asserted-Identity"))
                .containsExactly("\"The Boss\" <sip:boss@example.com>, <tel:+1555>", "<sip:boss@example.com>");
        assertThat(message.has("Remote-Party-ID")).isTrue();
        assertThat(message.has("P-Preferred-Identity")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"id, id", "user;id, id", "ID; critical, ID; critical"})
    @Tag("3325-5-04")
    @Tag("3325-7-01")
    void identityWithPrivacyIsNotForwardedToAnUntrustedPeer(String privacy, String left) {
        bobIsThere();
        String claims = CLAIMS + "Privacy: " + privacy + "\n";
        Heard message = delivered(neighbour, with(claims, message("anonymous@anonymous.invalid")));
        assertThat(message.text()).doesNotContain("boss");
        assertThat(message.header("Privacy")).isEqualTo(left);
    }

    @Test
    @Tag("3325-5-04")
    void identityWithPrivacyNoneIsForwarded() {
        bobIsThere();
        String claims = CLAIMS + "Privacy: none\n";
        assertThat(delivered(neighbour, with(claims, message("x@y.example"))).text())
                .contains("boss");
    }

    // ---- in answers

    /** What the sender hears when the one who is written to answers with that. */
    private static Heard answered(Phone sender, String request, Phone recipient, String lines) {
        sender.send(request);
        Heard message = recipient.hear("MESSAGE ");
        recipient.answer(message, "200 OK", lines.strip());
        return sender.hear("SIP/2.0 200");
    }

    @Test
    @Tag("3325-5-02")
    void identityHeadersInAResponseOfAPhoneAreRemoved() {
        bobIsThere();
        Heard answer = answered(sender, message("x@elsewhere.example"), bob, CLAIMS + "X-Other: here\n");
        saysNothingOfTheBoss(answer);
        assertThat(answer.header("X-Other")).isEqualTo("here");
        saysNothingOfTheBoss(answered(neighbour, message("x@elsewhere.example"), bob, CLAIMS));
    }

    @Test
    @Tag("3325-5-04")
    @Tag("3325-7-01")
    void identityHeadersInAResponseOfATrustedNeighbourAreForwardedUnlessPrivate() {
        neighbourIsThere();
        Heard told = answered(sender, message("x@elsewhere.example"), neighbour, CLAIMS);
        assertThat(told.all("P-Asserted-Identity")).hasSize(2);
        assertThat(told.has("P-Preferred-Identity")).isFalse();
        Heard secret = answered(sender, message("x@elsewhere.example"), neighbour, CLAIMS + "Privacy: id\n");
        assertThat(secret.text()).doesNotContain("boss");
        try (Phone other = Wires.udp(aldis.server, "127.0.0.3")) {
            Heard amongUs = answered(other, message("x@elsewhere.example"), neighbour, CLAIMS + "Privacy: id\n");
            assertThat(amongUs.all("P-Asserted-Identity")).hasSize(2);
        }
    }

    private void neighbourIsThere() {
        neighbour.send(Say.register("<sip:bob@{me}>")).hear("SIP/2.0 200");
    }

    // ---- in whose name

    @Test
    @Tag("3428-11.1-02")
    void localUserMayNotSendInAnotherName() {
        String request = message("bob@example.com");
        Heard challenge = sender.send(request).hear("SIP/2.0 407");
        sender.send(with(Proof.ALICE.line(challenge, "MESSAGE", BOB), request)).hear("SIP/2.0 403");
    }

    @Test
    void trustedNeighbourMaySendInAnyName() {
        bobIsThere();
        assertThat(delivered(neighbour, message("alice@example.com")).has("P-Asserted-Identity"))
                .isFalse();
    }

    /** A claim in a REGISTER proves nothing, and the neighbour's is not for the registrar either: the account is that of To. */
    @Test
    @Tag("5876-4.3-01")
    void assertedIdentityInARegisterDoesNotAuthenticate() {
        String register = with("P-Asserted-Identity: <" + BOB + ">\n", Say.register("<sip:bob@{me}>"));
        sender.send(register).hear("SIP/2.0 401");
        sender.send(message("x@elsewhere.example")).hear("SIP/2.0 202");
        String other = with("P-Asserted-Identity: <sip:alice@example.com>\n", Say.register("<sip:bob@{me}>"));
        Heard challenge = bob.send(other.replace("M1", "R2")).hear("SIP/2.0 401");
        bob.send(with(Proof.BOB.line(challenge, "REGISTER", "sip:example.com"), other.replace("M1", "R3")))
                .hear("SIP/2.0 200");
        bob.hear("MESSAGE ");
    }
}
