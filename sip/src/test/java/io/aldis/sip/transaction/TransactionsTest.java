package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TransactionsTest {
    @Test
    @Tag("3261-8.2.7-01")
    void requestBeyondTheLimitOfUnansweredGets503WithoutState() {
        var scene = new Scene(Timers.DEFAULT, new Transactions.Capacity(2, 1 << 20, 1 << 20));
        ServerTransaction<Wire> first = scene.arrives(message(1), scene.udp);
        scene.arrives(message(2), scene.udp);
        scene.arrives(message(3), scene.udp);
        scene.arrives(message(3), scene.udp);
        assertThat(scene.requests).hasSize(2);
        assertThat(scene.udp.startLines())
                .containsExactly("SIP/2.0 503 Service Unavailable", "SIP/2.0 503 Service Unavailable");
        assertThat(scene.udp.last().text())
                .isEqualTo(scene.udp.sent().getFirst().text());
        assertThat(Given.response(scene.udp.last().text().replace("\r\n", "\n"))
                        .to()
                        .tag())
                .isNotEmpty();
        Scene.answer(first, 200);
        scene.arrives(message(3), scene.udp);
        assertThat(scene.requests).hasSize(3);
    }

    /** Of a room of 640,000 octets one takes 10,000 at the most, and then a part of what is left. */
    @Test
    void largeRequestsLeaveCapacityForSmallOnes() {
        var scene = new Scene(Timers.DEFAULT, new Transactions.Capacity(1000, 1 << 20, 640_000));
        for (int i = 0; i < 100; i++)
            scene.arrives(
                    message(i).replace("18\n", "9000\n").replace("Watson, come here.", "W".repeat(9000)), scene.udp);
        assertThat(scene.requests).hasSizeBetween(5, 10);
        assertThat(scene.udp.last().startLine()).isEqualTo("SIP/2.0 503 Service Unavailable");
        int taken = scene.requests.size();
        for (int i = 0; i < 100; i++) scene.arrives(message(1000 + i), scene.udp);
        assertThat(scene.requests).hasSize(taken + 100);
    }

    @Test
    void endedTransactionUsesNoCapacity() {
        var scene = new Scene();
        Scene.answer(scene.arrives(message(1), scene.udp), 200);
        scene.arrives(message(2), scene.tcp).abandon();
        scene.sends(message(3), scene.tcp);
        scene.answered(message(3), 200);
        scene.sendsInvite(Given.INVITE, scene.udp).abandon();
        assertThat(scene.transactions.requestBytes()).isZero();
        scene.sends(message(4), scene.udp);
        assertThat(scene.transactions.requestBytes())
                .isEqualTo(Given.request(message(4)).bytes().length);
        scene.passes(Timers.DEFAULT.t1().multipliedBy(65));
        assertThat(scene.transactions.requestBytes()).isZero();
    }

    @Test
    void retransmissionIsAbsorbedWhenCapacityIsExhausted() {
        var scene = new Scene(Timers.DEFAULT, new Transactions.Capacity(1, 1 << 20, 1 << 20));
        Scene.answer(scene.arrives(message(1), scene.udp), 200);
        scene.arrives(message(2), scene.udp);
        scene.arrives(message(2), scene.udp);
        scene.arrives(message(1), scene.udp);
        assertThat(scene.udp.startLines()).containsExactly("SIP/2.0 200 OK", "SIP/2.0 200 OK");
    }

    @Test
    void responseGivenWhileTheRequestIsReportedIsSent() {
        var scene = new Scene();
        var wire = scene.udp;
        var prompt = new Transactions<>(
                Timers.DEFAULT, scene.wheel, Transactions.Capacity.DEFAULT, 1, new Transactions.User<Wire>() {
                    @Override
                    public void request(ServerTransaction<Wire> transaction) {
                        Scene.answer(transaction, 202);
                    }

                    @Override
                    public void ack(io.aldis.sip.SipRequest ack, Wire origin) {}
                });
        prompt.received(new Received<>(Given.request(message(1)), wire, wire));
        prompt.received(new Received<>(Given.request(message(1)), wire, wire));
        assertThat(wire.startLines()).containsExactly("SIP/2.0 202 Accepted", "SIP/2.0 202 Accepted");
        assertThat(prompt.live()).isZero();
        assertThat(scene.wheel.waiting()).isZero();
    }

    /** With a scan of all transactions for each of them this takes minutes. */
    @Test
    void closingManyConnectionsTakesLinearTime() {
        int many = 100_000;
        byte[] request = Given.request(message(1)).bytes();
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            var scene = new Scene();
            var wires = new ArrayList<Wire>(many);
            for (int i = 0; i < many; i++) {
                var wire = new RecordingWire(scene, true);
                wires.add(wire);
                scene.transactions.send(request, "z9hG4bK" + i, wire, scene);
            }
            wires.forEach(wire -> scene.transactions.gone(wire, "reset"));
            assertThat(scene.failures).hasSize(many);
            assertThat(scene.transactions.live()).isZero();
        });
    }

    @Test
    void closedConnectionFailsItsPendingTransactionsOnly() {
        var scene = new Scene();
        var other = new RecordingWire(scene, true);
        sends(scene, 1, scene.tcp);
        sends(scene, 2, scene.tcp);
        sends(scene, 3, other);
        sends(scene, 4, scene.tcp);
        scene.answered(withBranch(1), 200);
        scene.transactions.gone(scene.tcp, "reset");
        assertThat(scene.failures).containsExactly("UNSENT: reset", "UNSENT: reset");
        scene.transactions.gone(scene.tcp, "reset");
        scene.answered(withBranch(3), 200);
        scene.transactions.gone(other, "reset");
        assertThat(scene.failures).hasSize(2);
    }

    private static void sends(Scene scene, int number, Wire wire) {
        scene.sends(withBranch(number), wire);
    }

    private static String withBranch(int number) {
        return message(number).replace("branch=z9hG4bK", "branch=z9hG4bK" + number);
    }

    @Test
    void callFromAnotherThreadIsRefused() {
        var scene = new Scene();
        ServerTransaction<Wire> message = scene.arrives(message(1), scene.udp);
        assertThatThrownBy(() -> elsewhere(() -> scene.arrives(message(2), scene.udp)))
                .hasCauseInstanceOf(AssertionError.class)
                .hasMessageContaining(Thread.currentThread().toString());
        assertThatThrownBy(() -> elsewhere(() -> Scene.answer(message, 200))).hasCauseInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> elsewhere(() -> scene.sends(message(3), scene.udp)))
                .hasCauseInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> elsewhere(() -> scene.answered(message(3), 200)))
                .hasCauseInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> elsewhere(scene.transactions::tidy)).hasCauseInstanceOf(AssertionError.class);
    }

    private static void elsewhere(Runnable work) throws CompletionException {
        CompletableFuture.runAsync(work, task -> Thread.ofPlatform().start(task))
                .join();
    }

    private static String message(int number) {
        return Given.MESSAGE.replace("CSeq: 1 ", "CSeq: " + number + ' ');
    }
}
