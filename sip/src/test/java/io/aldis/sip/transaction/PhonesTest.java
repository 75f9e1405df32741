package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Phones whose identifiers are no identifiers: libpurple gives every start of every user the same ones, Twinkle all that start in one
 * second, SIPp those of another process with its PID.
 */
class PhonesTest {
    private static final String PIDGIN = """
            MESSAGE sip:carol@example.com SIP/2.0
            Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bKF8741D82C40E86112454;received=192.0.2.7
            From: <sip:alice@example.com>;tag=1234567890
            To: <sip:carol@example.com>
            Max-Forwards: 10
            CSeq: 4 MESSAGE
            Call-ID: 9EB4g769BaE0C6iD0CDm8CB2tBDABbA8D4x845Ex
            Content-Type: text/plain
            Content-Length: 2

            hi""";

    private static final String OLD_INVITE = """
            INVITE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP 10.0.0.5:5060;received=192.0.2.7
            From: <sip:alice@example.com>;tag=a
            To: <sip:bob@example.com>
            Call-ID: 1@10.0.0.5
            CSeq: 1 INVITE
            """;

    private final Scene scene = new Scene();

    @Test
    @Tag("3261-17.2.3-01")
    void differentMessagesWithTheSameIdsAreAllReportedAndGetTheirOwnResponses() {
        List<String> messages = List.of(
                PIDGIN,
                PIDGIN.replace("sip:alice", "sip:dave"),
                PIDGIN.replace("\n\nhi", "\n\nho"),
                PIDGIN.replace("MESSAGE sip:carol", "MESSAGE sip:erwin"),
                PIDGIN.replace("received=192.0.2.7", "received=192.0.2.8"),
                PIDGIN.replace("10.0.0.5", "10.0.0.6"));
        List<RecordingWire> wires =
                messages.stream().map(_ -> new RecordingWire(scene, false)).toList();
        for (int i = 0; i < messages.size(); i++) scene.arrives(messages.get(i), wires.get(i));
        assertThat(scene.requests).hasSize(messages.size());
        for (int i = 0; i < messages.size(); i++) Scene.answer(scene.requests.get(i), 200 + i);
        for (int i = 0; i < messages.size(); i++) scene.arrives(messages.get(i), wires.get(i));
        assertThat(scene.requests).hasSize(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            String own = "SIP/2.0 "
                    + Scene.response(Given.request(messages.get(i)), 200 + i).status();
            assertThat(wires.get(i).startLines()).containsExactly(own, own);
        }
    }

    @Test
    @Tag("3261-8.2.7-01")
    void challengedRequestLeavesNoStateAndIsNewWithCredentials() {
        ServerTransaction<Wire> bare = scene.arrives(PIDGIN, scene.udp);
        bare.answerAndForget(Scene.response(bare.request(), 407));
        assertThat(scene.transactions.live()).isZero();
        assertThat(scene.wheel.waiting()).isZero();
        ServerTransaction<Wire> signed = scene.arrives(
                PIDGIN.replace("CSeq:", "Proxy-Authorization: Digest username=\"alice\"\nCSeq:"), scene.udp);
        assertThat(signed).isNotSameAs(bare);
        Scene.answer(signed, 200);
        assertThat(scene.udp.startLines())
                .containsExactly("SIP/2.0 407 Proxy Authentication Required", "SIP/2.0 200 OK");
    }

    @Test
    void requestWithCredentialsIsNewDespiteARememberedResponse() {
        Scene.answer(scene.arrives(PIDGIN, scene.udp), 407);
        scene.arrives(PIDGIN.replace("CSeq:", "Proxy-Authorization: Digest username=\"alice\"\nCSeq:"), scene.udp);
        assertThat(scene.requests).hasSize(2);
    }

    @Test
    void repeatedChallengedRequestIsChallengedAgain() {
        for (int i = 0; i < 3; i++) {
            ServerTransaction<Wire> bare = scene.arrives(PIDGIN, scene.udp);
            bare.answerAndForget(Scene.response(bare.request(), 407));
        }
        assertThat(scene.requests).hasSize(3);
        assertThat(scene.udp.sent()).hasSize(3);
    }

    /** The first transaction must not take the second, live one with it. */
    @Test
    void abandoningAForgottenTransactionKeepsItsSuccessor() {
        ServerTransaction<Wire> first = scene.arrives(PIDGIN, scene.udp);
        first.answerAndForget(Scene.response(first.request(), 407));
        scene.arrives(PIDGIN, scene.udp);
        first.abandon();
        scene.arrives(PIDGIN, scene.udp);
        assertThat(scene.requests).hasSize(2);
    }

    /** PHONES.md 5: the same PID again, later. */
    @Test
    void sameBytesAfter32SecondsAreANewRequest() {
        Scene.answer(scene.arrives(PIDGIN, scene.udp), 200);
        scene.passesMillis(33_000);
        scene.arrives(PIDGIN, scene.udp);
        assertThat(scene.requests).hasSize(2);
    }

    @Test
    void twoInvitesWithTheSameIdsGetTheirOwnAckAndCancel() {
        String second = Given.INVITE.replace("Alice <sip:alice", "Dave <sip:dave");
        ServerTransaction<Wire> alice = scene.arrives(Given.INVITE, scene.udp);
        ServerTransaction<Wire> dave = scene.arrives(second, scene.udp);
        assertThat(scene.requests).containsExactly(alice, dave);
        assertThat(scene.transactions.invitedBy(Given.followUp(Given.INVITE, "CANCEL")))
                .containsSame(alice);
        assertThat(scene.transactions.invitedBy(Given.followUp(second, "CANCEL")))
                .containsSame(dave);
        Scene.answer(alice, 487);
        Scene.answer(dave, 200);
        scene.transactions.received(new Received<>(Given.followUp(Given.INVITE, "ACK"), scene.udp, scene.udp));
        scene.transactions.received(new Received<>(Given.followUp(second, "ACK"), scene.udp, scene.udp));
        assertThat(scene.acks).hasSize(1);
        assertThat(scene.acks.getFirst().from().uri().text()).isEqualTo("sip:dave@atlanta.com");
    }

    /** One user, two Twinkles behind two routers. */
    @Test
    void twoInvitesThatDifferInTheirSourceGetTheirOwnCancel() {
        String here = Given.INVITE.replace("z9hG4bKkjshdyff", "z9hG4bKkjshdyff;received=192.0.2.1;rport=1024");
        String there = Given.INVITE.replace("z9hG4bKkjshdyff", "z9hG4bKkjshdyff;received=192.0.2.2;rport=1024");
        ServerTransaction<Wire> first = scene.arrives(here, scene.udp);
        ServerTransaction<Wire> second = scene.arrives(there, scene.udp);
        assertThat(scene.transactions.invitedBy(Given.followUp(here, "CANCEL"))).containsSame(first);
        assertThat(scene.transactions.invitedBy(Given.followUp(there, "CANCEL")))
                .containsSame(second);
        first.abandon();
        assertThat(scene.transactions.invitedBy(Given.followUp(here, "CANCEL"))).containsSame(second);
        second.abandon();
        assertThat(scene.transactions.invitedBy(Given.followUp(there, "CANCEL")))
                .isEmpty();
    }

    @Test
    @Tag("3261-17.2.3-02")
    void inviteWithoutBranchIsMatchedByItsWholeVia() {
        ServerTransaction<Wire> invite = scene.arrives(OLD_INVITE, scene.udp);
        scene.arrives(OLD_INVITE, scene.udp);
        assertThat(scene.requests).hasSize(1);
        assertThat(scene.transactions.invitedBy(Given.followUp(OLD_INVITE, "CANCEL")))
                .containsSame(invite);
        String elsewhere = OLD_INVITE.replace("192.0.2.7", "192.0.2.8");
        assertThat(scene.transactions.invitedBy(Given.followUp(elsewhere, "CANCEL")))
                .isEmpty();
        Scene.answer(invite, 486);
        scene.transactions.received(new Received<>(Given.followUp(OLD_INVITE, "ACK"), scene.udp, scene.udp));
        scene.passesMillis(4000);
        assertThat(scene.udp.sent()).hasSize(1);
        assertThat(scene.acks).isEmpty();
    }

    @Test
    @Tag("3261-17.2.3-02")
    void messageWithoutBranchIsReportedOnce() {
        String old = PIDGIN.replace(";branch=z9hG4bKF8741D82C40E86112454", "");
        Scene.answer(scene.arrives(old, scene.udp), 200);
        scene.arrives(old, scene.udp);
        assertThat(scene.requests).hasSize(1);
        assertThat(scene.udp.sent()).hasSize(2);
    }
}
