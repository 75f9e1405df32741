package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 503 and Retry-After (RFC 3261 §21.5.4). */
class UnavailableTest {
    private static Message to(ScriptedPeer peer) {
        return Message.text("sip:bob@127.0.0.1:" + peer.port() + ";transport=udp", "Hello");
    }

    @Test
    @Tag("3261-21.5.4-02")
    void response503WithRetryAfterStopsRequestsToThatPeerOnly() throws IOException {
        try (var busy = ScriptedPeer.udp().thenAnswer(503, "Retry-After: 3000");
                var idle = ScriptedPeer.udp().thenAnswer(200);
                var alice = Agent.builder().address("sip:alice@127.0.0.1").open()) {
            assertThat(alice.send(to(busy)))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.retryAfter()).contains(Duration.ofSeconds(3000)));
            busy.heard();
            assertThat(alice.send(to(busy)))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure().sentence())
                                    .matches("Not sent: 127\\.0\\.0\\.1:" + busy.port()
                                            + " over UDP has asked to be left alone for another"
                                            + " (29\\d\\d(\\.\\d+)?|3000) s"));
            assertThat(alice.send(to(idle))).isInstanceOf(Outcome.Delivered.class);
            assertThat(busy.unheard()).isZero();
        }
    }

    @Test
    @Tag("3261-21.5.4-01")
    void response503WithoutRetryAfterDoesNotStopRequests() throws IOException {
        try (var busy = ScriptedPeer.udp().thenAnswer(503).thenAnswer(200);
                var alice = Agent.builder().address("sip:alice@127.0.0.1").open()) {
            assertThat(alice.send(to(busy))).isInstanceOf(Outcome.Refused.class);
            assertThat(alice.send(to(busy))).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 413, 480, 486, 500, 600, 603})
    void retryAfterOfOtherRefusalsDoesNotStopRequests(int code) throws IOException {
        try (var bob = ScriptedPeer.udp()
                        .thenAnswer(code, "Retry-After: 18000;duration=3600")
                        .thenAnswer(200);
                var alice = Agent.builder().address("sip:alice@127.0.0.1").open()) {
            assertThat(alice.send(to(bob)))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.retryAfter()).contains(Duration.ofHours(5)));
            assertThat(alice.send(to(bob))).isInstanceOf(Outcome.Delivered.class);
        }
    }
}
