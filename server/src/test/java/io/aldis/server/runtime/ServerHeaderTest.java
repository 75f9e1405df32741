package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import io.aldis.sip.SoftwareName;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The Server header of the server's own responses (RFC 3261 §20.35). */
class ServerHeaderTest {
    private static final String FROM_A_USER_OF_OURS =
            Say.message("sip:bob@example.com").replace("alice@example.net", "alice@example.com");

    private static ServerSettings with(Optional<String> value) {
        return TestServer.SETTINGS.with(ServerSettings::serverHeader).of(value.map(SoftwareName::new));
    }

    /** A challenge, an unknown user, somebody who is away, the server itself, an unknown method. */
    private static void assertServerHeader(ServerSettings settings, String... expected) {
        try (var aldis = TestServer.open(settings);
                var alice = Phone.udp(aldis.server)) {
            assertAnswer(alice.send(FROM_A_USER_OF_OURS).hear("SIP/2.0 407"), expected);
            assertAnswer(said(alice, "MESSAGE", "sip:nobody@example.com", 2).hear("SIP/2.0 404"), expected);
            assertAnswer(said(alice, "MESSAGE", "sip:bob@example.com", 3).hear("SIP/2.0 480"), expected);
            assertAnswer(said(alice, "OPTIONS", "sip:example.com", 4).hear("SIP/2.0 200"), expected);
            assertAnswer(said(alice, "FROBNICATE", "sip:example.com", 5).hear("SIP/2.0 501"), expected);
        }
    }

    private static Phone said(Phone alice, String method, String uri, int number) {
        return alice.send(Say.request(method, uri).replace("M1", "M" + number));
    }

    private static void assertAnswer(Heard answer, String... expected) {
        assertThat(answer.all("Server")).as(answer.text()).containsExactly(expected);
    }

    @Test
    void serverHeaderIsAldisByDefault() {
        assertServerHeader(TestServer.SETTINGS, "Aldis");
    }

    @Test
    @Tag("3261-20.35-01")
    void serverHeaderIsTheConfiguredOne() {
        assertServerHeader(with(Optional.of("Acme/1.2 (campus, north)")), "Acme/1.2 (campus, north)");
    }

    @Test
    @Tag("3261-20.35-01")
    void serverHeaderIsMissingWhenSwitchedOff() {
        assertServerHeader(with(Optional.empty()));
    }

    @Test
    void serverHeaderOfADeviceIsForwardedUnchanged() {
        try (var aldis = TestServer.open(
                        TestServer.TRUSTING.with(ServerSettings::serverHeader).of(Optional.empty()));
                var alice = Phone.udp(aldis.server);
                var bob = aldis.phone("bob")) {
            alice.send(Say.message("sip:bob@example.com"));
            bob.answer(bob.hear("MESSAGE"), "200 OK", "Server: Phone/7");
            assertAnswer(alice.hear("SIP/2.0 200"), "Phone/7");
        }
    }
}
