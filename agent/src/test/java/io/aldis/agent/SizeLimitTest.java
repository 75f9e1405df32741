package io.aldis.agent;

import static io.aldis.testkit.ScriptedPeer.challenge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3428 §8: 1300 bytes including headers, unless the path MTU is known. */
class SizeLimitTest {
    private static AgentBuilder alice(ScriptedPeer server, String transport) {
        return Agent.builder()
                .address("sip:alice@example.com")
                .password("secret")
                .server("127.0.0.1:" + server.port() + ";transport=" + transport);
    }

    private static ScriptedPeer server(String transport) throws IOException {
        return transport.equals("tcp") ? ScriptedPeer.tcp() : ScriptedPeer.udp();
    }

    private static Message letters(int count) {
        return Message.text("sip:bob@example.com", "x".repeat(count));
    }

    private static void endsAt(int limit, String transport, UnaryOperator<AgentBuilder> path) throws IOException {
        try (var server = server(transport).thenAnswer(200).thenAnswer(200);
                var alice = path.apply(alice(server, transport)).open()) {
            int few = limit / 2; // with as many digits in Content-Length as the most
            alice.send(letters(few));
            int most = few + limit - server.heard().bytes().length;
            assertThat(alice.send(letters(most))).isInstanceOf(Outcome.Delivered.class);
            assertThat(server.heard().bytes()).hasSize(limit);
            assertThat(alice.send(letters(most + 1)))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure()).isEqualTo(new Failure.TooLarge(limit + 1, limit)));
            assertThat(server.unheard()).isZero();
        }
    }

    /** A later hop may be UDP whatever the first one is. */
    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    @Tag("3428-8-02")
    @Tag("3428-8-04")
    void requestOf1300BytesIsSentAndOneOf1301IsNot(String transport) throws IOException {
        endsAt(1300, transport, builder -> builder);
    }

    @Test
    @Tag("3428-8-02")
    void sizeLimitIsTheMtuMinus200Bytes() throws IOException {
        endsAt(1000, "tcp", builder -> builder.pathMtu(1200));
        endsAt(8800, "tcp", builder -> builder.pathMtu(9000));
    }

    @Test
    @Tag("3428-8-13")
    void safePathHasNoSizeLimit() throws IOException {
        try (var server = ScriptedPeer.tcp().thenAnswer(200);
                var alice = alice(server, "tcp").pathIsSafe().open()) {
            assertThat(alice.send(letters(20_000))).isInstanceOf(Outcome.Delivered.class);
            assertThat(server.heard().request().bodyLength()).isEqualTo(20_000);
        }
    }

    @Test
    @Tag("3428-8-03")
    void credentialsCountTowardsTheSizeLimit() throws IOException {
        try (var server = ScriptedPeer.tcp()
                        .thenAnswer(407, challenge("Proxy-Authenticate", "n1", ""))
                        .thenAnswer(200);
                var alice = alice(server, "tcp").open()) {
            assertThat(alice.send(letters(900)))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure()).isInstanceOf(Failure.TooLarge.class));
            assertThat(server.heard().bytes()).hasSizeLessThan(1300);
            assertThat(server.unheard()).isZero();
        }
    }

    @Test
    void failureNamesTheSizeAndTheLimit() {
        assertThat(new Failure.TooLarge(5321, 1300).sentence())
                .isEqualTo("Too large: 5321 bytes with all headers,"
                        + " and at most 1300 may go where the path is not known to be safe");
    }

    @Test
    void pathMtuBelow576IsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Agent.builder().pathMtu(575))
                .withMessage("pathMtu: expected at least 576 bytes but was 575");
    }
}
