package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NonInviteClientTransactionTest {
    private final Scene scene = new Scene();

    @Test
    @Tag("3261-17.1.1.1-01")
    @Tag("3261-17.1.2.2-01")
    void requestOverUdpIsRepeatedWithBackoffAndTimesOutAfter32Seconds() {
        scene.sends(Given.MESSAGE, scene.udp);
        scene.passesMillis(31_990);
        assertThat(scene.failures).isEmpty();
        scene.passesMillis(60_000);
        assertThat(scene.udp.times())
                .containsExactly(0L, 500L, 1500L, 3500L, 7500L, 11500L, 15500L, 19500L, 23500L, 27500L, 31500L);
        assertThat(scene.udp.sent())
                .allSatisfy(each -> assertThat(each.bytes())
                        .isEqualTo(Given.request(Given.MESSAGE).bytes()));
        assertThat(scene.failures).containsExactly("TIMEOUT: no answer in time");
        nothingIsLeft();
    }

    @Test
    @Tag("3261-17.1.2.2-02")
    void requestOverTcpIsSentOnceAndTimesOutAfter32Seconds() {
        scene.sends(Given.MESSAGE, scene.tcp);
        scene.passesMillis(31_990);
        assertThat(scene.failures).isEmpty();
        scene.passesMillis(10);
        assertThat(scene.tcp.times()).containsExactly(0L);
        assertThat(scene.failures).hasSize(1);
    }

    @Test
    @Tag("3261-17.1.2.2-03")
    @Tag("3428-8-12")
    void provisionalResponseSlowsRetransmissionToT2AndKeepsTheTimeout() {
        scene.sends(Given.MESSAGE, scene.udp);
        scene.passesMillis(1000);
        assertThat(scene.answered(Given.MESSAGE, 100)).isTrue();
        scene.passesMillis(60_000);
        assertThat(scene.udp.times())
                .containsExactly(0L, 500L, 1500L, 5500L, 9500L, 13500L, 17500L, 21500L, 25500L, 29500L);
        assertThat(scene.responses).containsExactly(100);
        assertThat(scene.failures).hasSize(1);
    }

    @Test
    @Tag("3261-17.1.2.2-04")
    @Tag("6026-8.9-01")
    void repeatedFinalResponseIsReportedOnce() {
        scene.sends(Given.MESSAGE, scene.udp);
        assertThat(scene.answered(Given.MESSAGE, 200)).isTrue();
        assertThat(scene.answered(Given.MESSAGE, 200)).isFalse();
        assertThat(scene.answered(Given.MESSAGE, 200)).isFalse();
        scene.passesMillis(60_000);
        assertThat(scene.responses).containsExactly(200);
        assertThat(scene.udp.sent()).hasSize(1);
        nothingIsLeft();
    }

    @Test
    @Tag("3261-17.1.3-01")
    void responseToAnotherMethodIsDropped() {
        scene.sends(Given.MESSAGE, scene.udp);
        for (String method : List.of("OPTIONS", "MESS", "MESSAGES", "message", "CANCEL", "INVITE"))
            assertThat(scene.answered(Given.MESSAGE.replace("MESSAGE", method), 200))
                    .as(method)
                    .isFalse();
        assertThat(scene.responses).isEmpty();
        assertThat(scene.answered(Given.MESSAGE, 200)).isTrue();
    }

    @Test
    @Tag("3261-18.1.2-02")
    @Tag("6026-7.3-01")
    @Tag("6026-8.9-01")
    void responseWithoutTransactionIsDropped() {
        scene.sends(Given.MESSAGE, scene.udp);
        assertThat(scene.answered(Given.MESSAGE.replace("z9hG4bK776sgdkse", "z9hG4bKother"), 200))
                .isFalse();
        assertThat(scene.responses).isEmpty();
        assertThat(scene.udp.sent()).hasSize(1);
    }

    @Test
    @Tag("3261-17.1.4-01")
    void requestThatCannotBeSentFailsOnceAtOnce() {
        scene.udp.breaks("port unreachable");
        scene.sends(Given.MESSAGE, scene.udp);
        assertThat(scene.failures).containsExactly("UNSENT: port unreachable");
        scene.passesMillis(60_000);
        assertThat(scene.failures).hasSize(1);
        nothingIsLeft();
    }

    @Test
    void retransmissionThatCannotBeSentEndsTheTransactionAndItsTimers() {
        scene.sends(Given.MESSAGE, scene.udp);
        scene.passesMillis(100);
        scene.udp.breaks("network unreachable");
        scene.passesMillis(400);
        assertThat(scene.failures).containsExactly("UNSENT: network unreachable");
        nothingIsLeft();
    }

    @Test
    void lateSendFailureFailsTheTransactionOnce() {
        scene.sends(Given.MESSAGE, scene.tcp);
        scene.passesMillis(2000);
        scene.tcp.last().unsent().unsent("connection refused");
        assertThat(scene.failures).containsExactly("UNSENT: connection refused");
        scene.tcp.last().unsent().unsent("connection refused");
        assertThat(scene.failures).hasSize(1);
    }

    @Test
    void closedConnectionFailsItsOwnTransactionsOnly() {
        scene.sends(Given.MESSAGE, scene.tcp);
        scene.sends(Given.MESSAGE.replace("776sgdkse", "second"), scene.udp);
        scene.transactions.gone(scene.tcp, "reset by peer");
        assertThat(scene.failures).containsExactly("UNSENT: reset by peer");
        assertThat(scene.transactions.live()).isEqualTo(1);
    }

    @Test
    void abandonedRequestReportsNothing() {
        ClientTransaction<Wire> transaction = scene.sends(Given.MESSAGE, scene.udp);
        transaction.abandon();
        nothingIsLeft();
        scene.udp.last().unsent().unsent("too late");
        assertThat(scene.answered(Given.MESSAGE, 200)).isFalse();
        scene.passesMillis(60_000);
        assertThat(scene.failures).isEmpty();
        assertThat(scene.responses).isEmpty();
        assertThat(scene.udp.sent()).hasSize(1);
    }

    @Test
    @Tag("3261-9.1-02")
    void cancelAndItsInviteGetTheirOwnResponses() {
        scene.sendsInvite(Given.INVITE, scene.udp);
        var cancel = InviteFollowUp.cancel(Given.request(Given.INVITE));
        scene.transactions.sendCancel(cancel, scene.udp, scene);
        assertThat(scene.transactions.received(cancel.answer(Status.of(200), "").build()))
                .isTrue();
        assertThat(scene.transactions.live()).isEqualTo(1);
        scene.answered(Given.INVITE, 487);
        assertThat(scene.responses).containsExactly(200, 487);
    }

    @Test
    void shortTimersGiveTheSameShorterSchedule() {
        var fast = new Timers(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(100));
        var quick = new Scene(fast, Transactions.Capacity.DEFAULT);
        quick.sends(Given.MESSAGE, quick.udp);
        quick.passesMillis(1000);
        assertThat(quick.udp.times()).containsExactly(0L, 50L, 150L, 350L, 550L, 750L, 950L);
        quick.passesMillis(2200);
        assertThat(quick.failures).hasSize(1);
        assertThat(quick.millis()).isEqualTo(3200);
    }

    private void nothingIsLeft() {
        assertThat(scene.transactions.live()).isZero();
        assertThat(scene.wheel.waiting()).isZero();
    }
}
