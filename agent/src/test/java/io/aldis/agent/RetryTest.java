package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aldis.sip.HeaderName;
import io.aldis.sip.transaction.Timers;
import io.aldis.testkit.Heard;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are sent again with the same id, cancelled messages, and their outcomes. */
class RetryTest {
    private static final Timers SHORT = new Timers(Duration.ofMillis(5), Duration.ofMillis(40), Duration.ofMillis(50));
    private static final Message HELLO = Message.text("sip:bob@example.com", "Hello");
    private static final MessageId ID = new MessageId("order-17@shop.example");

    private static AgentBuilder alice(ScriptedPeer server) {
        return Agent.builder()
                .address("sip:alice@example.com")
                .password("secret")
                .server(server.address());
    }

    private static void same(Heard first, Heard second) {
        for (HeaderName name : List.of(HeaderName.CALL_ID, HeaderName.FROM, HeaderName.TO, HeaderName.CSEQ))
            assertThat(second.header(name)).isEqualTo(first.header(name));
        assertThat(second.header(HeaderName.VIA))
                .as("a transaction of its own")
                .isNotEqualTo(first.header(HeaderName.VIA));
    }

    // ---- the same id

    @Test
    void retryWithTheSameIdHasTheSameIdentifiers() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(480).thenAnswer(200);
                var alice = alice(server).open()) {
            Outcome first = alice.send(HELLO, ID);
            assertThat(first.id()).isEqualTo(ID);
            assertThat(first.mayBeRetried()).isTrue();
            assertThat(alice.send(HELLO, first.id())).isInstanceOf(Outcome.Delivered.class);
            Heard one = server.heard();
            assertThat(one.header(HeaderName.CALL_ID)).isEqualTo("order-17@shop.example");
            same(one, server.heard());
        }
    }

    @Test
    void retryAfterARestartHasTheSameIdentifiers() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(500).thenAnswer(200)) {
            for (int i = 0; i < 2; i++)
                try (var alice = alice(server).open()) {
                    alice.send(HELLO, ID);
                }
            same(server.heard(), server.heard());
        }
    }

    /** The challenged one has another number; a server that keeps the credentials takes the second one for the same. */
    @Test
    void retryHasTheCseqOfTheAnsweredTry() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(407, ScriptedPeer.challenge("Proxy-Authenticate", "n1", ""))
                        .thenAnswer(500)
                        .thenAnswer(200);
                var alice = alice(server).open()) {
            Outcome first = alice.send(HELLO);
            alice.send(HELLO, first.id());
            assertThat(server.heard().header(HeaderName.CSEQ)).isEqualTo("1 MESSAGE");
            same(server.heard(), server.heard());
        }
    }

    @Test
    void twoMessagesShareNoIdentifiers() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(200).thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO).id()).isNotEqualTo(alice.send(HELLO).id());
            Heard one = server.heard();
            Heard two = server.heard();
            assertThat(two.header(HeaderName.CALL_ID)).isNotEqualTo(one.header(HeaderName.CALL_ID));
            assertThat(two.header(HeaderName.FROM)).isNotEqualTo(one.header(HeaderName.FROM));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nX: y", "a\u007f"})
    void invalidMessageIdIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new MessageId(text));
    }

    // ---- what an outcome says

    @ParameterizedTest
    @CsvSource({
        "302, false", "400, false", "403, false", "404, false", "408, true", "415, false", "429, true", "480, true",
                "486, true",
        "488, false", "491, true", "500, true", "501, false", "503, true", "504, true", "505, false", "513, false",
                "600, true",
        "603, false", "606, false"
    })
    void statusDecidesWhetherARefusalMayBeRetried(int status, boolean retried) throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(status);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO).mayBeRetried()).isEqualTo(retried);
        }
    }

    @Test
    void refusalWithRetryAfterMayBeRetried() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(413, "Retry-After: 60");
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO).mayBeRetried()).isTrue();
        }
    }

    private static Failure failure(Outcome outcome) {
        return ((Outcome.Failed) outcome).failure();
    }

    @Test
    void unansweredMessageMayHaveArrivedAndAnUnsentOneHasNot() throws IOException {
        int closed;
        try (var gone = ScriptedPeer.tcp()) {
            closed = gone.port();
        }
        try (var silent = ScriptedPeer.udp();
                var alice = alice(silent).timers(SHORT).open();
                var lost = Agent.builder()
                        .address("sip:alice@example.com")
                        .server("127.0.0.1:" + closed + ";transport=tcp")
                        .open()) {
            Outcome unanswered = alice.send(HELLO);
            assertThat(failure(unanswered).mayHaveArrived()).isTrue();
            assertThat(unanswered.mayBeRetried()).isTrue();
            Outcome unreachable = lost.send(HELLO);
            assertThat(failure(unreachable).mayHaveArrived()).isFalse();
            assertThat(unreachable.mayBeRetried()).isTrue();
        }
    }

    @Test
    void unsendableMessageMayNotBeRetried() throws IOException {
        try (var server = ScriptedPeer.udp();
                var alice = alice(server).open()) {
            for (Message each : List.of(
                    Message.text("sip:bob@example.com", "x".repeat(2000)),
                    Message.text("sips:bob@example.com", ""),
                    HELLO.signed())) {
                Outcome outcome = alice.send(each);
                assertThat(failure(outcome).mayHaveArrived()).isFalse();
                assertThat(outcome.mayBeRetried()).isFalse();
            }
        }
    }

    // ---- cancelled

    @Test
    void queuedMessageThatIsCancelledIsNotSent() throws IOException {
        try (var server = ScriptedPeer.tcp().thenWait().thenWait();
                var alice = alice(server).open()) {
            CompletableFuture<Outcome> first = alice.sendAsync(HELLO);
            CompletableFuture<Outcome> second = alice.sendAsync(Message.text("sip:bob@example.com", "second"));
            CompletableFuture<Outcome> third = alice.sendAsync(Message.text("sip:bob@example.com", "third"));
            assertThat(server.heard().text()).endsWith("Hello");
            assertThat(second.cancel(true)).isTrue();
            server.answerNow(200);
            assertThat(first.join()).isInstanceOf(Outcome.Delivered.class);
            assertThat(server.heard().text()).endsWith("third");
            server.answerNow(200);
            assertThat(third.join()).isInstanceOf(Outcome.Delivered.class);
            assertThat(second).isCancelled();
        }
    }

    @Test
    void cancelledMessageLetsTheNextOneGo() throws IOException {
        try (var server = ScriptedPeer.tcp().thenStaySilent().thenAnswer(200);
                var alice = alice(server).open()) {
            CompletableFuture<Outcome> first = alice.sendAsync(HELLO);
            CompletableFuture<Outcome> second = alice.sendAsync(Message.text("sip:bob@example.com", "second"));
            assertThat(server.heard().text()).endsWith("Hello");
            first.cancel(true);
            assertThat(server.heard().text()).endsWith("second");
            assertThat(second.join()).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void interruptedThreadCancelsItsMessage() throws Exception {
        try (var server = ScriptedPeer.tcp().thenStaySilent().thenAnswer(200);
                var alice = alice(server).open()) {
            var outcome = new CompletableFuture<Outcome>();
            Thread thread = Thread.ofVirtual().start(() -> outcome.complete(alice.send(HELLO)));
            server.heard();
            thread.interrupt();
            assertThat(failure(outcome.join()).mayHaveArrived()).isTrue();
            assertThat(alice.send(Message.text("sip:bob@example.com", "next"))).isInstanceOf(Outcome.Delivered.class);
        }
    }

    // ---- events

    @Test
    void observerIsNotifiedOfEachAttempt() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        var observer = new AgentEvents() {
            @Override
            public void sending(Attempt attempt) {
                events.add(attempt.method() + ' ' + attempt.cseq());
            }

            @Override
            public void answered(Attempt attempt, int status) {
                events.add(attempt.method() + ' ' + attempt.cseq() + " answered " + status);
            }

            @Override
            public void failed(Attempt attempt, String why) {
                events.add(attempt.method() + ' ' + attempt.cseq() + " failed");
            }

            @Override
            public void flowUp(String hop) {
                events.add("flow up");
            }
        };
        int closed;
        try (var gone = ScriptedPeer.tcp()) {
            closed = gone.port();
        }
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(407, ScriptedPeer.challenge("Proxy-Authenticate", "n1", ""))
                        .thenAnswer(200)
                        .thenAnswer(200);
                var alice = alice(server)
                        .server("127.0.0.1:" + closed + ";transport=tcp", server.udpAddress())
                        .events(observer)
                        .open()) {
            Outcome outcome = alice.send(HELLO);
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            for (String expected : List.of(
                    "MESSAGE 1",
                    "MESSAGE 1 failed",
                    "MESSAGE 1",
                    "MESSAGE 1 answered 407",
                    "MESSAGE 2",
                    "MESSAGE 2 answered 200"))
                assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo(expected);
        }
    }

    @Test
    void observerIsNotifiedOfFlowChanges() throws Exception {
        BlockingQueue<String> hops = new LinkedBlockingQueue<>();
        var observer = new AgentEvents() {
            @Override
            public void flowUp(String hop) {
                hops.add("up " + hop);
            }

            @Override
            public void flowDown(String hop, String why) {
                hops.add("down " + hop);
            }
        };
        try (var server = ScriptedPeer.tcp().thenBind(600).thenBind(600).thenAnswer(200);
                var alice = alice(server).events(observer).open()) {
            alice.register();
            assertThat(hops.poll(20, TimeUnit.SECONDS)).startsWith("up ").contains("127.0.0.1:" + server.port());
            server.hangUp();
            assertThat(hops.poll(20, TimeUnit.SECONDS)).startsWith("down ").contains("127.0.0.1:" + server.port());
        }
    }
}
