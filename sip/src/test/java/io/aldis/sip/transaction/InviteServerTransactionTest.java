package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InviteServerTransactionTest {
    private static final String ACK = Given.followUp(Given.INVITE, "ACK").text().replace("\r\n", "\n");

    private final Scene scene = new Scene();

    @Test
    @Tag("3261-17.2.1-01")
    void response100IsSentAfter200MillisecondsWithoutAnotherResponse() {
        scene.arrives(Given.INVITE, scene.udp);
        scene.arrives(Given.INVITE, scene.udp);
        scene.passesMillis(1000);
        scene.arrives(Given.INVITE, scene.udp);
        assertThat(scene.udp.times()).containsExactly(200L, 1000L);
        assertThat(scene.udp.startLines()).containsOnly("SIP/2.0 100 Trying");
        assertThat(scene.udp.last().text()).contains("\r\nTo: Bob <sip:bob@biloxi.com>\r\n");
    }

    @Test
    @Tag("3261-17.2.1-01")
    void lastProvisionalResponseIsSentAgainForARepeatedInvite() {
        ServerTransaction<Wire> invite = scene.arrives(Given.INVITE, scene.tcp);
        Scene.answer(invite, 100);
        Scene.answer(invite, 180);
        scene.passesMillis(1000);
        scene.arrives(Given.INVITE, scene.tcp);
        assertThat(scene.tcp.startLines())
                .containsExactly("SIP/2.0 100 Trying", "SIP/2.0 180 Ringing", "SIP/2.0 180 Ringing");
        assertThat(scene.requests).hasSize(1);
    }

    @Test
    @Tag("3261-17.2.1-01")
    void refusalOverUdpIsRepeatedFor32Seconds() {
        Scene.answer(scene.arrives(Given.INVITE, scene.udp), 486);
        scene.passesMillis(60_000);
        assertThat(scene.udp.times())
                .containsExactly(0L, 500L, 1500L, 3500L, 7500L, 11500L, 15500L, 19500L, 23500L, 27500L, 31500L);
        nothingIsLeft();
    }

    @Test
    void refusalOverTcpIsSentAgainOnlyForARepeatedInvite() {
        ServerTransaction<Wire> invite = scene.arrives(Given.INVITE, scene.tcp);
        Scene.answer(invite, 486);
        scene.passesMillis(31_000);
        assertThat(scene.tcp.sent()).hasSize(1);
        scene.arrives(Given.INVITE, scene.tcp);
        assertThat(scene.tcp.sent()).hasSize(2);
        scene.passesMillis(1000);
        nothingIsLeft();
    }

    @Test
    @Tag("3261-17.2.1-01")
    void ackEndsRetransmissionAndIsAbsorbedForTimerI() {
        Scene.answer(scene.arrives(Given.INVITE, scene.udp), 486);
        scene.passesMillis(600);
        acknowledged();
        scene.passesMillis(2000);
        acknowledged();
        scene.arrives(Given.INVITE, scene.udp);
        assertThat(scene.udp.times()).containsExactly(0L, 500L);
        assertThat(scene.acks).isEmpty();
        assertThat(scene.requests).hasSize(1);
        scene.passesMillis(2990);
        assertThat(scene.transactions.live()).isEqualTo(1);
        scene.passesMillis(10);
        nothingIsLeft();
    }

    @Test
    void ackOverTcpEndsTheTransaction() {
        Scene.answer(scene.arrives(Given.INVITE, scene.tcp), 486);
        acknowledged();
        assertThat(scene.acks).isEmpty();
        nothingIsLeft();
    }

    @Test
    @Tag("6026-7.1-01")
    void response2xxIsSentOnceAndItsAckIsPassedUp() {
        ServerTransaction<Wire> invite = scene.arrives(Given.INVITE, scene.udp);
        Scene.answer(invite, 200);
        scene.passesMillis(500);
        scene.arrives(Given.INVITE, scene.udp);
        assertThat(scene.udp.sent()).hasSize(1);
        assertThat(scene.requests).hasSize(1);
        acknowledged();
        acknowledged();
        assertThat(scene.acks).hasSize(2);
        Scene.answer(invite, 200);
        Scene.answer(invite, 486);
        Scene.answer(invite, 180);
        assertThat(scene.udp.startLines()).containsExactly("SIP/2.0 200 OK", "SIP/2.0 200 OK");
        scene.passesMillis(31_490);
        assertThat(scene.transactions.live()).isEqualTo(1);
        scene.passesMillis(10);
        nothingIsLeft();
    }

    @Test
    @Tag("3261-17.1.1.3-01")
    void ackWithItsOwnBranchIsPassedUp() {
        Scene.answer(scene.arrives(Given.INVITE, scene.udp), 200);
        scene.transactions.received(
                new Received<>(Given.request(ACK.replace("kjshdyff", "another")), scene.udp, scene.udp));
        assertThat(scene.acks).hasSize(1);
        assertThat(scene.udp.sent()).hasSize(1);
    }

    @Test
    void ackBeforeAFinalResponseIsDropped() {
        scene.arrives(Given.INVITE, scene.udp);
        acknowledged();
        assertThat(scene.acks).isEmpty();
    }

    @Test
    @Tag("6026-7.1-02")
    void failureToSendAResponseDoesNotEndTheTransaction() {
        ServerTransaction<Wire> invite = scene.arrives(Given.INVITE, scene.udp);
        scene.udp.breaks("network unreachable");
        Scene.answer(invite, 200);
        scene.arrives(Given.INVITE, scene.udp);
        assertThat(scene.requests).hasSize(1);
        assertThat(scene.transactions.live()).isEqualTo(1);
    }

    @Test
    @Tag("3261-9.2-01")
    void cancelIsARequestOfItsOwnAndFindsItsInvite() {
        ServerTransaction<Wire> invite = scene.arrives(Given.INVITE, scene.udp);
        var cancel = Given.followUp(Given.INVITE, "CANCEL");
        scene.transactions.received(new Received<>(cancel, scene.udp, scene.udp));
        assertThat(scene.requests).hasSize(2);
        assertThat(scene.transactions.invitedBy(cancel)).containsSame(invite);
        Scene.answer(scene.requests.getLast(), 200);
        scene.transactions.received(new Received<>(cancel, scene.udp, scene.udp));
        assertThat(scene.udp.startLines()).containsExactly("SIP/2.0 200 OK", "SIP/2.0 200 OK");
        assertThat(invite.answered()).isFalse();
    }

    @Test
    void cancelWithoutMatchingInviteFindsNoTransaction() {
        ServerTransaction<Wire> invite = scene.arrives(Given.INVITE, scene.udp);
        var cancel = Given.followUp(Given.INVITE, "CANCEL");
        invite.answerAndForget(Scene.response(invite.request(), 407));
        assertThat(scene.transactions.invitedBy(cancel)).isEmpty();
        nothingIsLeft();
    }

    private void acknowledged() {
        scene.transactions.received(new Received<>(Given.request(ACK), scene.udp, scene.udp));
    }

    private void nothingIsLeft() {
        assertThat(scene.transactions.live()).isZero();
        assertThat(scene.wheel.waiting()).isZero();
    }
}
