package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InviteClientTransactionTest {
    private final Scene scene = new Scene();

    @Test
    @Tag("3261-17.1.1.2-01")
    void inviteOverUdpIsRepeatedAtDoublingIntervalsFor32Seconds() {
        scene.sendsInvite(Given.INVITE, scene.udp);
        scene.passesMillis(31_990);
        assertThat(scene.failures).isEmpty();
        scene.passesMillis(60_000);
        assertThat(scene.udp.times()).containsExactly(0L, 500L, 1500L, 3500L, 7500L, 15500L, 31500L);
        assertThat(scene.failures).containsExactly("TIMEOUT: no answer in time");
        nothingIsLeft();
    }

    @Test
    void inviteOverTcpIsSentOnce() {
        scene.sendsInvite(Given.INVITE, scene.tcp);
        scene.passesMillis(60_000);
        assertThat(scene.tcp.times()).containsExactly(0L);
        assertThat(scene.failures).hasSize(1);
    }

    @Test
    @Tag("3261-17.1.1.2-01")
    void provisionalResponseStopsRetransmissionAndTimeout() {
        scene.sendsInvite(Given.INVITE, scene.udp);
        scene.passesMillis(600);
        scene.answered(Given.INVITE, 100);
        scene.answered(Given.INVITE, 180);
        scene.passesMillis(170_000);
        assertThat(scene.udp.times()).containsExactly(0L, 500L);
        assertThat(scene.responses).containsExactly(100, 180);
        assertThat(scene.failures).isEmpty();
        assertThat(scene.transactions.live()).isEqualTo(1);
    }

    @Test
    @Tag("3261-17.1.1.2-01")
    void everyRefusalIsAcknowledgedAndTheFirstIsReported() {
        scene.sendsInvite(Given.INVITE, scene.udp);
        scene.passesMillis(100);
        scene.answered(Given.INVITE, 180);
        scene.answered(Given.INVITE, 486);
        scene.passesMillis(500);
        scene.answered(Given.INVITE, 486);
        scene.passesMillis(31_000);
        scene.answered(Given.INVITE, 486);
        assertThat(scene.responses).containsExactly(180, 486);
        assertThat(scene.udp.times()).containsExactly(0L, 100L, 600L, 31_600L);
        assertThat(scene.udp.sent().get(2).bytes())
                .isEqualTo(scene.udp.sent().get(1).bytes());
        scene.passesMillis(490);
        assertThat(scene.transactions.live()).isEqualTo(1);
        scene.passesMillis(10);
        nothingIsLeft();
        assertThat(scene.answered(Given.INVITE, 486)).isFalse();
    }

    /** RFC 3261 §17.1.1.3: one Via, To of the answer, Route of the INVITE, nothing that a body needs. */
    @Test
    @Tag("3261-17.1.1.3-01")
    void ackHasTheViaOfTheInviteAndTheToOfTheResponse() {
        scene.sendsInvite(Given.INVITE, scene.udp);
        scene.answered(Given.INVITE, 486);
        assertThat(scene.udp.last().text().replace("\r\n", "\n")).isEqualTo("""
                ACK sip:bob@biloxi.com SIP/2.0
                Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bKkjshdyff
                Route: <sip:p1.biloxi.com;lr>
                Route: <sip:p2.biloxi.com;lr>
                From: Alice <sip:alice@atlanta.com>;tag=88sja8x
                Call-ID: 987asjd97y7atg
                CSeq: 986759 ACK
                To: Bob <sip:bob@biloxi.com>;tag=totag
                Max-Forwards: 70
                Content-Length: 0

                """);
    }

    @Test
    @Tag("3261-9.1-02")
    void cancelHasNoRequireAndNoToTag() {
        assertThat(InviteFollowUp.cancel(Given.request(Given.INVITE)).text().replace("\r\n", "\n"))
                .isEqualTo("""
                CANCEL sip:bob@biloxi.com SIP/2.0
                Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bKkjshdyff
                Route: <sip:p1.biloxi.com;lr>
                Route: <sip:p2.biloxi.com;lr>
                From: Alice <sip:alice@atlanta.com>;tag=88sja8x
                Call-ID: 987asjd97y7atg
                CSeq: 986759 CANCEL
                To: Bob <sip:bob@biloxi.com>
                Max-Forwards: 70
                Content-Length: 0

                """);
    }

    @Test
    void refusalOverTcpIsAcknowledgedAndEndsTheTransaction() {
        scene.sendsInvite(Given.INVITE, scene.tcp);
        scene.answered(Given.INVITE, 603);
        assertThat(scene.tcp.startLines())
                .containsExactly("INVITE sip:bob@biloxi.com SIP/2.0", "ACK sip:bob@biloxi.com SIP/2.0");
        assertThat(scene.responses).containsExactly(603);
        nothingIsLeft();
    }

    @Test
    @Tag("6026-7.2-01")
    void every2xxOfAForkIsReportedFor32SecondsAndNoneIsAcknowledged() {
        scene.sendsInvite(Given.INVITE, scene.udp);
        scene.answered(Given.INVITE, 200);
        scene.passesMillis(10_000);
        scene.answered(Given.INVITE, 200);
        scene.answered(Given.INVITE, 180);
        scene.answered(Given.INVITE, 486);
        scene.passesMillis(21_990);
        scene.answered(Given.INVITE, 200);
        assertThat(scene.responses).containsExactly(200, 200, 200);
        assertThat(scene.udp.sent()).hasSize(1);
        scene.passesMillis(10);
        assertThat(scene.answered(Given.INVITE, 200)).isFalse();
        nothingIsLeft();
    }

    /** The other side's T1 is not known, ours does not count (RFC 6026 §8.4). */
    @Test
    void timerDIs32SecondsEvenWhenT1IsShort() {
        var fast = new Timers(Duration.ofMillis(10), Duration.ofMillis(80), Duration.ofMillis(100));
        var quick = new Scene(fast, Transactions.Capacity.DEFAULT);
        quick.sendsInvite(Given.INVITE, quick.udp);
        quick.answered(Given.INVITE, 486);
        quick.passesMillis(31_990);
        assertThat(quick.answered(Given.INVITE, 486)).isTrue();
        quick.passesMillis(10);
        assertThat(quick.answered(Given.INVITE, 486)).isFalse();
    }

    @Test
    @Tag("3261-17.1.4-01")
    void inviteThatCannotBeSentFailsAtOnce() {
        scene.udp.breaks("no route to host");
        scene.sendsInvite(Given.INVITE, scene.udp);
        assertThat(scene.failures).containsExactly("UNSENT: no route to host");
        nothingIsLeft();
    }

    /** The callee may answer over a new connection (RFC 3261 §18.2.2). */
    @Test
    void ringingInviteSurvivesTheLossOfItsConnection() {
        scene.sendsInvite(Given.INVITE, scene.tcp);
        scene.answered(Given.INVITE, 180);
        scene.transactions.gone(scene.tcp, "reset by peer");
        assertThat(scene.failures).isEmpty();
        scene.answered(Given.INVITE, 200);
        assertThat(scene.responses).containsExactly(180, 200);
    }

    private void nothingIsLeft() {
        assertThat(scene.transactions.live()).isZero();
        assertThat(scene.wheel.waiting()).isZero();
    }
}
