package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.transaction.Timers;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Registrations survive restarts of the server and lost connections. */
class RegistrationsTest {
    /** 64*T1 is what a test waits for a silent server, and what it has for answers: 2.56 s. */
    private static final Timers MIDDLE =
            new Timers(Duration.ofMillis(40), Duration.ofMillis(40), Duration.ofMillis(50));

    private static final Duration PAUSE = Duration.ofMillis(400);

    private final BlockingQueue<Registration> heard = new LinkedBlockingQueue<>();

    private AgentBuilder alice(ScriptedPeer server) {
        return Agent.builder()
                .address("sip:alice@example.com")
                .server(server.address())
                .timers(MIDDLE)
                .firstPause(PAUSE)
                .onRegistration(heard::add);
    }

    private <T extends Registration> void next(Class<T> expected) throws InterruptedException {
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isInstanceOf(expected);
    }

    @Test
    void serverThatComesBackGetsARegister() throws Exception {
        var first = ScriptedPeer.tcp().thenBind(600);
        try (var alice = alice(first).open()) {
            alice.register();
            next(Registration.Bound.class);
            first.close();
            next(Registration.Unheard.class);
            try (var second = ScriptedPeer.tcp(first.port()).thenBind(600).thenAnswer(200)) {
                assertThat(second.heard().text()).startsWith("REGISTER ");
                alice.unregister();
            }
        }
    }

    @Test
    @Tag("3261-10.2.7-01")
    void silentRegistrarIsNotRetriedAtOnce() throws Exception {
        try (var server = ScriptedPeer.udp()
                        .thenBind(1)
                        .thenStaySilent()
                        .thenBind(600)
                        .thenAnswer(200);
                var alice = alice(server).open()) {
            long begun = System.nanoTime();
            alice.register();
            server.heard();
            server.heard();
            assertThat(server.heard().text()).startsWith("REGISTER ");
            Duration refresh = Duration.ofMillis(500);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isGreaterThan(refresh.plus(MIDDLE.timeout()).plus(PAUSE.dividedBy(2)));
            next(Registration.Bound.class);
            next(Registration.Unheard.class);
            next(Registration.Bound.class);
        }
    }

    @Test
    @Tag("3261-10.2-03")
    void concurrentRegistersAreSentOneAfterTheOther() throws IOException {
        try (var server = ScriptedPeer.tcp().thenWait().thenWait();
                var alice = alice(server).timers(Timers.DEFAULT).open()) {
            var first = CompletableFuture.supplyAsync(alice::register);
            var one = server.heard();
            var second = CompletableFuture.supplyAsync(alice::register);
            alice.sendAsync(Message.text("sip:bob@example.com", "as a sign that time goes on"));
            assertThat(server.heard().text()).startsWith("MESSAGE ");
            assertThat(server.unheard()).isZero();
            server.thenWait().answerNow(200);
            assertThat(first.join()).isInstanceOf(Registration.Bound.class);
            var two = server.heard();
            assertThat(two.header(HeaderName.CALL_ID)).isEqualTo(one.header(HeaderName.CALL_ID));
            server.answerNow(200);
            server.answerNow(200);
            assertThat(second.join()).isInstanceOf(Registration.Bound.class);
            server.thenAnswer(200);
        }
    }
}
