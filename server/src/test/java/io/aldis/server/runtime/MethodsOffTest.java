package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.server.Methods;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Method;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with MESSAGE switched off (RFC 2779 §2.4.4). */
class MethodsOffTest extends TwoPhones {
    private static final String ALLOW = "OPTIONS, INVITE, ACK, CANCEL, BYE";

    @Override
    TestServer opened() {
        return TestServer.open(
                TestServer.TRUSTING.with(ServerSettings::methods).of(new Methods(Set.of(Method.MESSAGE))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:bob@example.com", "im:bob@example.com", "sip:example.com"})
    @Tag("3428-1-10")
    void messageGets405WhenSwitchedOff(String uri) {
        alice.send(Say.message(uri));
        assertThat(alice.hear("SIP/2.0 405 Method Not Allowed").header("Allow")).isEqualTo(ALLOW);
        bob.hearsNothing();
    }

    @Test
    @Tag("3428-1-10")
    void otherMethodsStillWorkWhenMessageIsSwitchedOff() {
        alice.send(Say.request("OPTIONS", "sip:example.com"));
        assertThat(alice.hear("SIP/2.0 200").header("Allow")).isEqualTo("REGISTER, OPTIONS, CANCEL");
        alice.send(Say.request("OPTIONS", "sip:bob@example.com").replace("M1", "M2"));
        bob.answer(bob.hear("OPTIONS"), "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("3428-9-02")
    @Tag("3261-21.5.2-01")
    void lowerCaseMessageIsAnotherMethod() {
        alice.send(Say.request("message", "sip:bob@example.com"));
        bob.answer(bob.hear("message sip:bob@"), "501 Not Implemented");
        alice.hear("SIP/2.0 501");
    }

    @Test
    void registerCannotBeSwitchedOff() {
        assertThatThrownBy(() -> new Methods(Set.of(Method.REGISTER)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("REGISTER");
    }
}
