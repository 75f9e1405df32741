package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.transaction.Timers;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls try the next server as messages do (RFC 3263 §4.3, RFC 3261 §21.5.4). */
class NextHopsOfCallsTest {
    /** However slow the machine is, nothing is repeated. */
    private static final Timers PATIENT = new Timers(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ZERO);

    @Test
    @Tag("3261-21.5.4-01")
    void callIsPlacedThroughTheNextServerWhenTheFirstIsUnavailable() throws IOException {
        try (var busy = ScriptedPeer.udp().thenAnswer(503, "Retry-After: 3000");
                var idle = ScriptedPeer.udp();
                var caller = Agent.builder()
                        .address("sip:alice@example.com")
                        .server(busy.address(), idle.address())
                        .timers(PATIENT)
                        .open()) {
            for (int i = 0; i < 2; i++) {
                idle.thenAnswer(486);
                assertThat(caller.call("sip:phone@example.com", Phone.SDP))
                        .isInstanceOfSatisfying(
                                CallAnswer.Refused.class,
                                refused -> assertThat(refused.status()).isEqualTo(486));
                assertThat(idle.heard().text()).startsWith("INVITE ");
                assertThat(idle.heard().text()).startsWith("ACK ");
            }
            assertThat(busy.heard().text()).startsWith("INVITE ");
            assertThat(busy.heard().text()).startsWith("ACK ");
            assertThat(busy.unheard()).isZero();
        }
    }

    @Test
    @Tag("4321-1.3-01")
    void unreachableServerIsTriedLastByTheNextCall() throws IOException {
        int closed;
        try (var gone = ScriptedPeer.tcp()) {
            closed = gone.port();
        }
        try (var there = ScriptedPeer.udp().thenAnswer(200).thenAnswer(486).thenAnswer(486);
                var caller = Agent.builder()
                        .address("sip:alice@example.com")
                        .server("127.0.0.1:" + closed + ";transport=tcp", there.address())
                        .timers(PATIENT)
                        .open()) {
            assertThat(caller.send(Message.text("sip:bob@example.com", ""))).isInstanceOf(Outcome.Delivered.class);
            try (var back = ScriptedPeer.tcp(closed)) {
                assertThat(caller.call("sip:phone@example.com", Phone.SDP)).isInstanceOf(CallAnswer.Refused.class);
                assertThat(back.unheard()).isZero();
            }
        }
    }
}
