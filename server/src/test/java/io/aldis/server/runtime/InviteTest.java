package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls that ring, are refused, cancelled or time out (RFC 3261 §16.7, §16.8, §16.10, RFC 6026). */
class InviteTest extends TwoPhones {
    private static final String INVITE = Say.request("INVITE", "sip:bob@example.com")
            .replace("Content-Length", "Contact: <sip:alice@{me}>\nContent-Length");

    @Override
    TestServer opened() {
        return TestServer.quick(TestServer.TRUSTING);
    }

    /** A phone may ring for so long. */
    private void reopen(Duration timerC) {
        close();
        aldis = TestServer.quick(
                TestServer.TRUSTING.with(ServerSettings::timerC).of(timerC));
        alice = Phone.udp(aldis.server);
        bob = aldis.phone("bob");
    }

    private Heard invite() {
        alice.send(INVITE);
        alice.hear("SIP/2.0 100 Trying");
        return bob.hear("INVITE sip:bob@" + bob.address());
    }

    /** The ACK of an answer that was not 2xx. */
    private void acknowledge(Phone phone, Heard invite, Heard answer) {
        phone.send("ACK " + invite.requestUri() + " SIP/2.0\nVia: "
                + invite.all("Via").getFirst() + "\nMax-Forwards: 70\n"
                + "From: " + invite.header("From") + "\nTo: " + answer.header("To") + "\nCall-ID: "
                + invite.header("Call-ID") + "\nCSeq: 1 ACK\nContent-Length: 0\n\n");
    }

    private void acknowledged(Heard answer) {
        acknowledge(alice, new Heard(alice.wire(INVITE).getBytes(java.nio.charset.StandardCharsets.UTF_8)), answer);
    }

    private String cancel() {
        return Say.request("CANCEL", "sip:bob@example.com");
    }

    @Test
    @Tag("3261-16.7-04")
    @Tag("3261-16.6-05")
    void callRingsAndIsAccepted() {
        Heard invite = invite();
        assertThat(invite.header("Record-Route"))
                .startsWith("<sip:" + bob.wire("{server}") + ";")
                .contains(";lr>");
        assertThat(invite.header("Max-Forwards")).isEqualTo("69");
        bob.answer(invite, "100 Trying");
        bob.answer(invite, "180 Ringing", "Contact: <sip:bob@" + bob.address() + ">");
        assertThat(alice.hear("SIP/2.0 180 Ringing").all("Via")).hasSize(1);
        bob.answer(invite, "183 Session Progress");
        alice.hear("SIP/2.0 183");
        bob.answer(invite, "200 OK", "Record-Route: " + invite.header("Record-Route"));
        assertThat(alice.hear("SIP/2.0 200").header("Record-Route")).isEqualTo(invite.header("Record-Route"));
    }

    @Test
    @Tag("6026-7.1-01")
    @Tag("6026-7.2-01")
    void repeatedInviteIsAbsorbedAndARepeated200IsForwarded() {
        Heard invite = invite();
        alice.send(INVITE);
        alice.hearAgain();
        bob.answer(invite, "200 OK");
        alice.hear("SIP/2.0 200");
        alice.send(INVITE);
        alice.hearsNothing();
        bob.answer(invite, "200 OK");
        alice.hearAgain();
        bob.hearsNothing();
    }

    @Test
    void refusalOfACallIsForwardedRepeatedAndAcknowledged() {
        Heard invite = invite();
        bob.answer(invite, "486 Busy Here");
        Heard ack = bob.hear("ACK sip:bob@" + bob.address());
        assertThat(ack.all("Via")).containsExactly(invite.all("Via").getFirst());
        Heard refusal = alice.hear("SIP/2.0 486");
        alice.hearAgain();
        acknowledged(refusal);
        bob.hearsNothing();
    }

    @Test
    @Tag("3261-16.10-01")
    @Tag("3261-22.1-03")
    void ringingCallIsCancelled() {
        Heard invite = invite();
        bob.answer(invite, "180 Ringing");
        alice.hear("SIP/2.0 180");
        alice.send(cancel());
        assertThat(alice.hear("SIP/2.0 200").header("CSeq")).isEqualTo("1 CANCEL");
        Heard cancel = bob.hear("CANCEL " + invite.requestUri() + " SIP/2.0");
        assertThat(cancel.all("Via")).containsExactly(invite.all("Via").getFirst());
        assertThat(cancel.header("CSeq")).isEqualTo("1 CANCEL");
        bob.answer(cancel, "200 OK");
        bob.answer(invite, "487 Request Terminated");
        bob.hear("ACK");
        Heard over = alice.hear("SIP/2.0 487");
        assertThat(over.header("CSeq")).isEqualTo("1 INVITE");
        acknowledged(over);
    }

    @Test
    @Tag("3261-16.10-01")
    void silentPhoneIsCancelledWhenItAnswersAtLast() {
        Heard invite = invite();
        alice.send(cancel());
        alice.hear("SIP/2.0 200");
        bob.hearsNothing();
        bob.answer(invite, "180 Ringing");
        Heard cancel = bob.hear("CANCEL");
        bob.answer(cancel, "200 OK");
        bob.answer(invite, "487 Request Terminated");
        bob.hear("ACK");
        alice.hear("SIP/2.0 180");
        acknowledged(alice.hear("SIP/2.0 487"));
    }

    @Test
    void cancelledSilentPhoneGivesTheCaller487() {
        invite();
        alice.send(cancel());
        alice.hear("SIP/2.0 200");
        acknowledged(alice.hear("SIP/2.0 487"));
    }

    @Test
    void phoneThatRingsAndIgnoresTheCancelIsGivenUp() {
        Heard invite = invite();
        bob.answer(invite, "180 Ringing");
        alice.hear("SIP/2.0 180");
        alice.send(cancel());
        alice.hear("SIP/2.0 200");
        bob.answer(bob.hear("CANCEL"), "200 OK");
        acknowledged(alice.hear("SIP/2.0 487"));
    }

    @Test
    void cancelWithoutATransactionGets481() {
        alice.send(cancel());
        alice.hear("SIP/2.0 481");
        bob.hearsNothing();
    }

    @Test
    void lateCancelHasNoEffect() {
        Heard invite = invite();
        bob.answer(invite, "200 OK");
        alice.hear("SIP/2.0 200");
        alice.send(cancel());
        assertThat(alice.hear("SIP/2.0 200").header("CSeq")).isEqualTo("1 CANCEL");
        bob.hearsNothing();
    }

    @Test
    @Tag("3261-16.7-10")
    void silentPhoneGives408() {
        invite();
        acknowledged(alice.hear("SIP/2.0 408"));
    }

    @Test
    @Tag("3261-16.6-17")
    void phoneThatRingsTooLongIsCancelled() {
        reopen(Duration.ofSeconds(2));
        Heard invite = invite();
        bob.answer(invite, "180 Ringing");
        alice.hear("SIP/2.0 180");
        bob.answer(bob.hear("CANCEL"), "200 OK");
        bob.answer(invite, "487 Request Terminated");
        bob.hear("ACK");
        acknowledged(alice.hear("SIP/2.0 408"));
    }

    @Test
    @Tag("3261-16.7-05")
    void phoneThatAnswersDuringTheCancelHasTheCall() {
        reopen(Duration.ofSeconds(2));
        Heard invite = invite();
        bob.answer(invite, "180 Ringing");
        alice.hear("SIP/2.0 180");
        bob.answer(bob.hear("CANCEL"), "200 OK");
        bob.answer(invite, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    /** PHONES 31. */
    @Test
    void response503OfAPhoneBecomes480() {
        bob.answer(invite(), "503 Service Unavailable");
        acknowledged(alice.hear("SIP/2.0 480"));
    }

    @Test
    @Tag("3261-16.7-05")
    @Tag("6026-7.2-01")
    void acceptedCallCancelsTheOtherPhones() {
        try (Phone mobile = aldis.phone("bob")) {
            Heard invite = invite();
            Heard other = mobile.hear("INVITE");
            mobile.answer(other, "180 Ringing");
            alice.hear("SIP/2.0 180");
            bob.answer(invite, "200 OK");
            alice.hear("SIP/2.0 200");
            Heard cancel = mobile.hear("CANCEL");
            mobile.answer(cancel, "200 OK");
            mobile.answer(other, "200 Mine too");
            assertThat(alice.hear("SIP/2.0 200 Mine too").header("To")).contains("tag" + mobile.port());
        }
    }

    @Test
    @Tag("3261-16.7-08")
    @Tag("3261-21.6.2-01")
    void declinedCallCancelsTheOtherPhones() {
        try (Phone mobile = aldis.phone("bob")) {
            Heard invite = invite();
            Heard other = mobile.hear("INVITE");
            mobile.answer(other, "180 Ringing");
            alice.hear("SIP/2.0 180");
            bob.answer(invite, "603 Decline");
            bob.hear("ACK");
            Heard cancel = mobile.hear("CANCEL");
            alice.hearsNothing();
            mobile.answer(cancel, "200 OK");
            mobile.answer(other, "487 Request Terminated");
            acknowledged(alice.hear("SIP/2.0 603"));
        }
    }

    @Test
    @Tag("3261-16.7-08")
    @Tag("3261-16.7-05")
    void phoneThatAnswersDuringTheCancelAfterADeclineHasTheCall() {
        try (Phone mobile = aldis.phone("bob")) {
            Heard invite = invite();
            Heard other = mobile.hear("INVITE");
            mobile.answer(other, "180 Ringing");
            alice.hear("SIP/2.0 180");
            bob.answer(invite, "603 Decline");
            bob.hear("ACK");
            mobile.answer(mobile.hear("CANCEL"), "200 OK");
            mobile.answer(other, "200 OK");
            alice.hear("SIP/2.0 200");
            alice.hearsNothing();
        }
    }

    @Test
    void strayAckIsIgnored() {
        alice.send(Say.request("ACK", "sip:bob@elsewhere.example"));
        alice.send(Say.request("ACK", "tel:1").replace("M1", "M2"));
        alice.send(Say.request("ACK", "sip:example.com").replace("M1", "M3"));
        alice.send(Say.request("OPTIONS", "sip:example.com"));
        alice.hear("SIP/2.0 200");
    }
}
