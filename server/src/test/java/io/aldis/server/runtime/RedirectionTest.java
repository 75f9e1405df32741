package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bob's phone redirects a message (RFC 3261 §16.7 step 4, ADR 15). */
class RedirectionTest extends TwoPhones {
    private Phone carol;

    @BeforeEach
    void join() {
        carol = aldis.phone("carol");
    }

    @AfterEach
    void leave() {
        carol.close();
    }

    /** Bob's phone answers a message from alice so. */
    private Heard bobSays(String status, String... lines) {
        alice.send(message());
        Heard message = bob.hear("MESSAGE");
        bob.answer(message, status, lines);
        return message;
    }

    @ParameterizedTest
    @ValueSource(strings = {"300 Choose", "301 Moved", "302 Moved", "305 Use Proxy", "399 Whatever"})
    @Tag("3261-16.7-03")
    @Tag("3428-9-26")
    void redirectToALocalUserIsFollowed(String status) {
        Heard first = bobSays(status, "Contact: <sip:carol@example.com>");
        Heard second = carol.hear("MESSAGE sip:carol@" + carol.address() + " ");
        assertThat(second.header("To")).isEqualTo("<sip:bob@example.com>");
        assertThat(second.all("Via").getFirst()).isNotEqualTo(first.all("Via").getFirst());
        assertThat(second.has("Contact")).isFalse();
        carol.answer(second, "200 OK");
        assertThat(alice.hear("SIP/2.0 200").header("To")).contains("tag" + carol.port());
        alice.hearsNothing();
    }

    @Test
    void redirectToARegisteredDeviceIsFollowed() {
        bobSays("302 Moved", "Contact: <sip:carol@" + carol.address() + ">");
        carol.answer(carol.hear("MESSAGE sip:carol@" + carol.address() + " "), "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("3261-16.7-03")
    @Tag("3261-16.5-03")
    void foreignContactsOfARedirectAreForwardedToTheSender() {
        bobSays(
                "302 Moved",
                "Contact: <sip:x@elsewhere.example>;q=0.3, <sip:carol@example.com>",
                "Contact: <tel:+15551234>");
        carol.answer(carol.hear("MESSAGE"), "486 Busy");
        Heard redirection = alice.hear("SIP/2.0 302 Moved");
        assertThat(redirection.all("Contact")).containsExactly("<tel:+15551234>", "<sip:x@elsewhere.example>;q=0.3");
        assertThat(redirection.all("Via")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:carol@elsewhere.example>",
                "<sip:carol@127.0.0.1:9>",
                "<sip:nobody@example.com>",
                "<mailto:carol@example.com>",
                "carol"
            })
    @Tag("3261-16.5-03")
    void redirectToAForeignContactIsNotFollowed(String contact) {
        bobSays("302 Moved", "Contact: " + contact);
        assertThat(alice.hear("SIP/2.0 302 Moved").all("Contact")).containsExactly(contact);
        carol.hearsNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sips:carol@example.com>", "<sips:bob@example.com>"})
    @Tag("5630-5.3-03")
    void redirectToSipsIsForwardedToTheSender(String contact) {
        bobSays("302 Moved", "Contact: " + contact);
        assertThat(alice.hear("SIP/2.0 302 Moved").header("Contact")).isEqualTo(contact);
        carol.hearsNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"416 Unsupported URI Scheme", "480 Away"})
    @Tag("5630-5.3-03")
    void refusalOfASchemeIsForwarded(String status) {
        bobSays(status, "Warning: 381 bob \"SIPS Required\"");
        assertThat(alice.hear("SIP/2.0 " + status).header("Warning")).isEqualTo("381 bob \"SIPS Required\"");
        bob.hearsNothing();
    }

    @Test
    void redirectWithoutContactIsForwarded() {
        bobSays("302 Moved");
        assertThat(alice.hear("SIP/2.0 302 Moved").has("Contact")).isFalse();
    }

    @Test
    @Tag("3261-16.5-03")
    void redirectTargetIsVisitedOnce() {
        bobSays("302 Moved", "Contact: <sip:carol@example.com>, <sip:carol@" + carol.address() + ">");
        carol.answer(
                carol.hear("MESSAGE"),
                "302 Moved",
                "Contact: <sip:bob@example.com>",
                "Contact: <sip:%62ob@EXAMPLE.com>");
        alice.hear("SIP/2.0 480");
        bob.hearsNothing();
        carol.hearsNothing();
    }

    @Test
    @Tag("3261-19.1.5-01")
    void headersOfARedirectContactAreIgnored() {
        bobSays("302 Moved", "Contact: <sip:carol@example.com?Route=%3Csip:evil.example%3E&Subject=hi&Call-ID=x>");
        Heard message = carol.hear("MESSAGE sip:carol@" + carol.address() + " ");
        assertThat(message.has("Route")).isFalse();
        assertThat(message.has("Subject")).isFalse();
        assertThat(message.header("Call-ID")).isEqualTo("M1@example.net");
        carol.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("5393-5.3.3.1-01")
    void maxBreadthOfTheRedirectingBranchIsReused() {
        alice.send(with("Max-Breadth: 1\n", message()));
        bob.answer(bob.hear("MESSAGE"), "302 Moved", "Contact: <sip:carol@example.com>, <sip:alice@example.com>");
        Heard message = carol.hear("MESSAGE");
        assertThat(message.header("Max-Breadth")).isEqualTo("1");
        carol.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    void redirectIsForwardedWhenFollowingIsSwitchedOff() {
        try (TestServer strict = TestServer.open(TestServer.TRUSTING
                        .with(ServerSettings::followRedirections)
                        .of(false));
                Phone dave = strict.phone("bob")) {
            alice.calls(strict.server);
            alice.send(message());
            dave.answer(dave.hear("MESSAGE"), "302 Moved", "Contact: <sip:bob@example.com>");
            alice.hear("SIP/2.0 302");
        }
    }

    @Test
    void redirectAfterADeclineIsNotFollowed() {
        try (Phone mobile = aldis.phone("bob")) {
            alice.send(message());
            Heard message = bob.hear("MESSAGE");
            mobile.answer(mobile.hear("MESSAGE"), "603 Decline");
            alice.hear("SIP/2.0 603");
            bob.answer(message, "302 Moved", "Contact: <sip:carol@example.com>");
            carol.hearsNothing();
        }
    }

    @Test
    void contactsOfSeveralRedirectsAreForwardedTogether() {
        try (Phone mobile = aldis.phone("bob")) {
            alice.send(message());
            bob.answer(bob.hear("MESSAGE"), "301 Moved", "Contact: <sip:a@elsewhere.example>");
            mobile.answer(mobile.hear("MESSAGE"), "302 Moved", "Contact: <sip:b@elsewhere.example>");
            assertThat(alice.hear("SIP/2.0 30").all("Contact"))
                    .containsExactlyInAnyOrder("<sip:a@elsewhere.example>", "<sip:b@elsewhere.example>");
        }
    }
}
