package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Uri;
import io.aldis.testkit.Heard;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 §8.1.3.4. */
class RedirectTest {
    private static final Message HELLO = Message.text("sip:bob@example.com", "Hello");

    private static AgentBuilder alice(ScriptedPeer server) {
        return Agent.builder().address("sip:alice@example.com").server(server.address());
    }

    private static String line(Heard heard) {
        return heard.text().lines().findFirst().orElseThrow();
    }

    @Test
    @Tag("3261-8.1.3.4-01")
    @Tag("3261-8.1.1.2-01")
    void redirectIsFollowed() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(302, "Contact: <sip:bob@pc33.example.com;method=INVITE?Subject=x>")
                        .thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
            var first = server.heard();
            var second = server.heard();
            assertThat(line(second)).isEqualTo("MESSAGE sip:bob@pc33.example.com SIP/2.0");
            for (var name : new HeaderName[] {HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID})
                assertThat(second.header(name)).isEqualTo(first.header(name));
            assertThat(second.header(HeaderName.TO)).isEqualTo("<sip:bob@example.com>");
            assertThat(second.header(HeaderName.CSEQ)).isEqualTo("2 MESSAGE");
            assertThat(second.header(HeaderName.VIA)).isNotEqualTo(first.header(HeaderName.VIA));
            assertThat(second.header(HeaderName.CONTACT)).isEmpty();
        }
    }

    @Test
    void redirectWithoutServerGoesToTheContactAddress() throws IOException {
        try (var old = ScriptedPeer.udp();
                var other = ScriptedPeer.udp().thenAnswer(200);
                var alice = Agent.builder().address("sip:alice@127.0.0.1").open()) {
            old.thenAnswer(302, "Contact: <sip:bob@127.0.0.1:" + other.port() + ";transport=udp>");
            String to = "sip:bob@127.0.0.1:" + old.port() + ";transport=udp";
            assertThat(alice.send(Message.text(to, "Hello"))).isInstanceOf(Outcome.Delivered.class);
            assertThat(other.heard().text()).endsWith("Hello");
        }
    }

    @Test
    void redirectContactsAreTriedByQValue() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(
                                300,
                                "Contact: <sip:b@x.example>;q=0.2, <sip:c@x.example>;q=0.7",
                                "Contact: sip:a@x.example")
                        .thenAnswer(480)
                        .thenAnswer(404)
                        .thenAnswer(202);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Accepted.class);
            server.heard();
            for (String user : new String[] {"a", "c", "b"})
                assertThat(line(server.heard())).isEqualTo("MESSAGE sip:" + user + "@x.example SIP/2.0");
        }
    }

    @Test
    void response603EndsTheRedirectSearch() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(302, "Contact: <sip:a@x.example>, <sip:b@x.example>")
                        .thenAnswer(603);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.reachedRecipient()).isTrue());
            server.heard();
            server.heard();
            assertThat(server.unheard()).isZero();
        }
    }

    @Test
    @Tag("3261-8.1.3.4-02")
    void redirectTargetIsTriedOnce() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(302, "Contact: <sip:bob@b.example>")
                        .thenAnswer(302, "Contact: <sip:bob@example.com>, <sip:bob@B.example>");
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(302));
            server.heard();
            server.heard();
            assertThat(server.unheard()).isZero();
        }
    }

    @Test
    void redirectIsFollowedToTenAddressesAtMost() throws IOException {
        try (var server = ScriptedPeer.udp();
                var alice = alice(server).open()) {
            for (int i = 0; i < 12; i++) server.thenAnswer(302, "Contact: <sip:bob" + i + "@example.com>");
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Refused.class);
            for (int i = 0; i < 10; i++) server.heard();
            assertThat(server.unheard()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sips:bob@example.com", "mailto:bob@example.com", "im:bob@example.com"})
    void redirectToAnotherSchemeIsNotFollowed(String contact) throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(302, "Contact: <" + contact + ">");
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.details().contacts()).containsExactly(Uri.parse(contact)));
            server.heard();
            assertThat(server.unheard()).isZero();
        }
    }

    @Test
    void redirectIsReportedWhenFollowingIsSwitchedOff() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(302, "Contact: <sip:bob@b.example>;q=0.5, \"Bob\" <sip:bob@c.example>");
                var alice = alice(server).followRedirects(false).open()) {
            assertThat(alice.send(HELLO))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.details().contacts())
                                    .containsExactly(Uri.parse("sip:bob@c.example"), Uri.parse("sip:bob@b.example")));
            server.heard();
            assertThat(server.unheard()).isZero();
        }
    }

    @Test
    @Tag("3261-8.1.3.5-04")
    void imUriIsSentAgainAsSipAfter416() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(416).thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(alice.send(Message.text("im:bob@example.com", "Hello"))).isInstanceOf(Outcome.Delivered.class);
            assertThat(line(server.heard())).isEqualTo("MESSAGE im:bob@example.com SIP/2.0");
            var second = server.heard();
            assertThat(line(second)).isEqualTo("MESSAGE sip:bob@example.com SIP/2.0");
            assertThat(second.header(HeaderName.TO)).isEqualTo("<im:bob@example.com>");
        }
    }
}
