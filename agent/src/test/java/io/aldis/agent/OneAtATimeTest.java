package io.aldis.agent;

import static io.aldis.testkit.ScriptedPeer.challenge;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.transaction.Timers;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** RFC 3428 §8: one pending message per address. */
class OneAtATimeTest {
    /** For who is never answered; 64*T1 is less than a busy machine may need for an answer. */
    private static final Timers SHORT = new Timers(Duration.ofMillis(5), Duration.ofMillis(40), Duration.ofMillis(50));

    private static AgentBuilder alice(ScriptedPeer server) {
        return Agent.builder().address("sip:alice@example.com").server(server.address());
    }

    private static Message to(String name, String text) {
        return Message.text("sip:" + name + "@example.com", text);
    }

    @Test
    @Tag("3428-8-07")
    void messagesToOneAddressAreSentOneAfterTheOther() throws IOException {
        try (var server = ScriptedPeer.tcp();
                var alice = alice(server).open()) {
            var outcomes = new ArrayList<CompletableFuture<Outcome>>();
            for (int i = 0; i < 5; i++) {
                server.thenWait();
                outcomes.add(alice.sendAsync(to("bob", "message " + i)));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(server.heard().text()).endsWith("message " + i);
                assertThat(server.unheard()).isZero();
                assertThat(outcomes.get(i)).isNotDone();
                server.answerNow(200);
                assertThat(outcomes.get(i).join()).isInstanceOf(Outcome.Delivered.class);
            }
            assertThat(server.mostWaiting()).isOne();
        }
    }

    @Test
    @Tag("3428-8-08")
    void messagesToTwoAddressesOverlap() throws IOException {
        try (var server = ScriptedPeer.tcp().thenWait().thenWait();
                var alice = alice(server).open()) {
            var all = List.of(
                    alice.sendAsync(to("bob", "1")),
                    alice.sendAsync(to("bob", "2")),
                    alice.sendAsync(to("carol", "3")));
            assertThat(server.heard().text()).startsWith("MESSAGE sip:bob@").endsWith("1");
            assertThat(server.heard().text()).startsWith("MESSAGE sip:carol@").endsWith("3");
            assertThat(server.mostWaiting()).isEqualTo(2);
            server.thenAnswer(200).answerNow(200);
            server.answerNow(200);
            assertThat(all).allSatisfy(each -> assertThat(each.join()).isInstanceOf(Outcome.Delivered.class));
        }
    }

    @Test
    @Tag("3428-8-08")
    void repetitionWithCredentialsGoesBeforeTheNextMessage() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(407, challenge("Proxy-Authenticate", "n1", ""))
                        .thenAnswer(200)
                        .thenAnswer(200);
                var alice = alice(server).password("secret").open()) {
            var first = alice.sendAsync(to("bob", "first"));
            var second = alice.sendAsync(to("bob", "second"));
            assertThat(server.heard().text()).endsWith("first");
            var again = server.heard();
            assertThat(again.text()).endsWith("first");
            assertThat(again.header(HeaderName.CSEQ)).isEqualTo("2 MESSAGE");
            assertThat(server.heard().text()).endsWith("second");
            assertThat(first.join()).isInstanceOf(Outcome.Delivered.class);
            assertThat(second.join()).isInstanceOf(Outcome.Delivered.class);
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Test
    void outcomeTellsHowLongTheMessageWasQueued() throws IOException {
        try (var server = ScriptedPeer.udp().thenWait().thenAnswer(200);
                var alice = alice(server).open()) {
            long begun = System.nanoTime();
            var first = alice.sendAsync(to("bob", "first"));
            server.heard();
            Duration sent = since(begun);
            var second = alice.sendAsync(to("bob", "second"));
            long queued = System.nanoTime();
            server.heardAgain();
            Duration held = since(queued);
            server.answerNow(200);
            assertThat(first.join().waited()).isLessThan(sent);
            var delivered = (Outcome.Delivered) second.join();
            assertThat(delivered.waited()).isGreaterThan(held);
            assertThat(delivered.took()).isGreaterThan(delivered.waited());
        }
    }

    @Test
    @Tag("3428-8-09")
    @Tag("3428-1-23")
    void silentPeerDelaysTheNextMessageByOneTimerFOnly() throws IOException {
        try (var server = ScriptedPeer.udp();
                var alice = alice(server).timers(SHORT).open()) {
            var first = alice.sendAsync(to("bob", "first"));
            alice.sendAsync(to("bob", "second"));
            assertThat(server.heard().text()).endsWith("first");
            assertThat(first.join())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure()).isInstanceOf(Failure.NoAnswer.class));
            assertThat(server.heard().text()).endsWith("second");
        }
    }

    @Test
    @Tag("3428-8-09")
    void brokenConnectionLetsTheNextMessageGo() throws IOException {
        try (var server = ScriptedPeer.tcp().thenStaySilent().thenAnswer(200);
                var alice = alice(server).open()) {
            var first = alice.sendAsync(to("bob", "first"));
            var second = alice.sendAsync(to("bob", "second"));
            server.heard();
            server.hangUp();
            assertThat(first.join()).isInstanceOf(Outcome.Failed.class);
            assertThat(second.join()).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    @SuppressWarnings("try") // closing early is what is tested
    void queuedMessageFailsWhenTheAgentIsClosed() throws IOException {
        try (var server = ScriptedPeer.udp();
                var alice = alice(server).open()) {
            var first = alice.sendAsync(to("bob", "first"));
            var second = alice.sendAsync(to("bob", "second"));
            server.heard();
            alice.close();
            assertThat(first.join())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure().mayHaveArrived())
                                    .isTrue());
            assertThat(second.join()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.failure()).isEqualTo(new Failure.Closed());
                assertThat(failed.failure().mayHaveArrived()).isFalse();
                assertThat(failed.mayBeRetried()).isTrue();
            });
            assertThat(server.unheard()).isZero();
        }
    }
}
