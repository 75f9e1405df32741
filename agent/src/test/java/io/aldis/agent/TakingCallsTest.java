package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.transaction.Timers;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TakingCallsTest {
    private final BlockingQueue<IncomingCall> calls = new LinkedBlockingQueue<>();
    private final BlockingQueue<IncomingMessage> messages = new LinkedBlockingQueue<>();
    private ScriptedPeer peer;
    private Agent bob;
    private Phone phone;

    @BeforeEach
    void open() throws IOException {
        open(Agent.builder());
    }

    private void open(AgentBuilder builder) throws IOException {
        if (bob != null) close();
        peer = ScriptedPeer.udp();
        bob = builder.address("sip:bob@example.com")
                .server(peer.address())
                .onCall(calls::add)
                .onMessage(messages::add)
                .open();
        phone = new Phone(peer, bob);
    }

    @AfterEach
    void close() throws IOException {
        peer.thenAnswer(200).thenAnswer(200);
        phone.close();
    }

    private static <T> T poll(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private IncomingCall ringing() throws IOException, InterruptedException {
        phone.invite(phone.contact());
        return poll(calls);
    }

    /** A call that is up. */
    private Call up() throws IOException, InterruptedException {
        Call call = ringing().accept(Phone.SDP).orElseThrow();
        phone.say("ACK", 5, Phone.toTag(phone.next("SIP/2.0 200")), "", "");
        return call;
    }

    private static String ourTag(Call call) {
        return call.dialog().localTag();
    }

    // ---- taken

    @Test
    void callGets100Then180Then200WithContactAndSession() throws Exception {
        IncomingCall call = ringing();
        assertThat(peer.heard().text()).startsWith("SIP/2.0 100").doesNotContain("Contact:");
        assertThat(call.from().text()).isEqualTo("sip:phone@example.com");
        assertThat(call.session()).isEqualTo(new Content.Bytes("application/sdp", Phone.SDP));
        call.ring();
        String rung = phone.next("SIP/2.0 180");
        Call taken = call.accept(Phone.SDP).orElseThrow();
        String ok = phone.next("SIP/2.0 200");
        assertThat(Phone.toTag(ok)).isEqualTo(Phone.toTag(rung));
        assertThat(Masked.text(ok))
                .contains("Contact: <sip:")
                .contains("Content-Type: application/sdp")
                .contains("m=audio");
        assertThat(taken.session().bytes()).isEqualTo(Phone.SDP);
        phone.say("ACK", 5, Phone.toTag(ok), "", "");
    }

    @Test
    @Tag("3428-2-03")
    @Tag("3428-4-07")
    void messageInACallIsReceivedWithItsCall() throws Exception {
        Call call = up();
        phone.say("MESSAGE", 6, ourTag(call), "", "inside");
        assertThat(phone.next("SIP/2.0 200")).doesNotContain("Contact:");
        assertThat(poll(messages).call()).containsSame(call);
        phone.say("MESSAGE", 7, "", "", "outside");
        phone.next("SIP/2.0 200");
        assertThat(poll(messages).call()).isEmpty();
        assertThat(call.isUp()).isTrue();
    }

    @Test
    void listenerOfACallReplacesTheGeneralOne() throws Exception {
        var own = new LinkedBlockingQueue<IncomingMessage>();
        Call call = up().onMessage(own::add);
        phone.say("MESSAGE", 6, ourTag(call), "", "inside");
        assertThat(poll(own).content()).isEqualTo(new Content.Text("inside"));
        assertThat(messages).isEmpty();
    }

    @Test
    @Tag("3261-12.2.2-01")
    @Tag("3261-12.1.1-02")
    void messageWithAnUnknownToTagGets481() throws Exception {
        Call call = up();
        phone.say("MESSAGE", 6, "madeup", "", "lost");
        phone.next("SIP/2.0 481");
        assertThat(messages).isEmpty();
        assertThat(call.isUp()).isTrue();
    }

    @Test
    @Tag("3261-12.2.2-02")
    void lowerCseqGets500AndAGapIsAccepted() throws Exception {
        Call call = up();
        phone.say("MESSAGE", 10, ourTag(call), "", "ten");
        phone.next("SIP/2.0 200");
        phone.say("MESSAGE", 9, ourTag(call), "", "nine");
        assertThat(phone.next("SIP/2.0 500")).startsWith("SIP/2.0 500 CSeq: expected more than 10 but was 9\r\n");
        phone.say("MESSAGE", 20, ourTag(call), "", "twenty");
        phone.next("SIP/2.0 200");
        assertThat(poll(messages).content()).isEqualTo(new Content.Text("ten"));
        assertThat(poll(messages).content()).isEqualTo(new Content.Text("twenty"));
    }

    @Test
    @Tag("3261-12.2.2-03")
    void contactInAMessageDoesNotChangeTheRemoteTarget() throws Exception {
        Call call = up();
        phone.say("MESSAGE", 6, ourTag(call), "Contact: <sip:elsewhere@127.0.0.1:9>\n", "moved?");
        phone.next("SIP/2.0 200");
        peer.thenAnswer(200);
        call.hangUp();
        assertThat(phone.next("BYE")).startsWith("BYE sip:phone@127.0.0.1:" + peer.port() + " SIP/2.0\r\n");
        assertThat(call.ended().get(20, TimeUnit.SECONDS)).isEqualTo(new CallEnd.ByUs());
        assertThat(call.send("too late"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isEqualTo(new Failure.CallOver()));
    }

    // ---- hung up, cancelled, refused

    @Test
    void byeOfThePeerEndsTheCall() throws Exception {
        Call call = up();
        phone.say("BYE", 6, ourTag(call), "", "");
        phone.next("SIP/2.0 200");
        assertThat(call.ended().get(20, TimeUnit.SECONDS)).isEqualTo(new CallEnd.ByPeer());
        phone.say("MESSAGE", 7, ourTag(call), "", "too late");
        phone.next("SIP/2.0 481");
    }

    @Test
    @Tag("3261-15.1.2-01")
    void byeOfARingingCallGets200AndTheInvite487() throws Exception {
        IncomingCall call = ringing();
        call.ring();
        phone.say("BYE", 6, Phone.toTag(phone.next("SIP/2.0 180")), "", "");
        assertThat(phone.next("SIP/2.0 200")).contains("CSeq: 6 BYE");
        assertThat(phone.next("SIP/2.0 487")).contains("CSeq: 5 INVITE");
        call.gone().get(20, TimeUnit.SECONDS);
        assertThat(call.accept(Phone.SDP)).isEmpty();
    }

    @Test
    void cancelledCallCannotBeAccepted() throws Exception {
        String branch = phone.invite(phone.contact());
        IncomingCall call = poll(calls);
        phone.say("CANCEL", 5, "", branch, "", "");
        assertThat(phone.next("SIP/2.0 200")).contains("CSeq: 5 CANCEL");
        phone.next("SIP/2.0 487");
        call.gone().get(20, TimeUnit.SECONDS);
        assertThat(call.accept(Phone.SDP)).isEmpty();
    }

    @Test
    void refusedCallGetsItsStatus() throws Exception {
        IncomingCall call = ringing();
        call.refuse(603);
        phone.next("SIP/2.0 603");
        assertThat(call.accept(Phone.SDP)).isEmpty();
    }

    @Test
    void callThatIsNotAnsweredInTimeGets480() throws Exception {
        open(Agent.builder().ringing(Duration.ofMillis(50)));
        IncomingCall call = ringing();
        phone.next("SIP/2.0 480");
        call.gone().get(20, TimeUnit.SECONDS);
    }

    @Test
    @Tag("3261-11.2-01")
    void busyAgentAnswersInviteAndOptionsWith486() throws Exception {
        open(Agent.builder().calls(1));
        phone.say("OPTIONS", 1, "", "", "");
        assertThat(phone.next("SIP/2.0 200")).contains("Allow: MESSAGE, OPTIONS, CANCEL, ACK, INVITE, BYE, INFO");
        Call call = up();
        phone.say("OPTIONS", 2, "", "", "");
        phone.next("SIP/2.0 486");
        phone.say("INVITE", 7, "", "Subject: second\n" + phone.contact(), "");
        phone.next("SIP/2.0 486");
        assertThat(call.isUp()).isTrue();
    }

    @Test
    @Tag("3261-15.1.2-01")
    void messageInScreeningIsAnsweredAfterTheBye() throws Exception {
        var up = new CompletableFuture<Call>();
        open(Agent.builder().screening(_ -> {
            up.join().ended().join();
            return Screening.take();
        }));
        Call call = up();
        up.complete(call);
        phone.say("MESSAGE", 6, ourTag(call), "", "still there?");
        phone.say("BYE", 7, ourTag(call), "", "");
        assertThat(phone.next("SIP/2.0 200")).contains("CSeq: 7 BYE");
        assertThat(phone.next("SIP/2.0 200")).contains("CSeq: 6 MESSAGE");
    }

    @Test
    void sameInviteByAnotherPathGets482() throws Exception {
        IncomingCall call = ringing();
        phone.invite(phone.contact());
        phone.next("SIP/2.0 482");
        assertThat(call.accept(Phone.SDP)).isPresent();
    }

    @Test
    void earlyCallThatIsHungUpGets480() throws Exception {
        IncomingCall call = ringing();
        call.ring();
        phone.say("MESSAGE", 6, Phone.toTag(phone.next("SIP/2.0 180")), "", "pick up");
        poll(messages).call().orElseThrow().hangUp();
        phone.next("SIP/2.0 480");
        assertThat(call.accept(Phone.SDP)).isEmpty();
    }

    @Test
    void inviteWithoutContactGets400() throws Exception {
        phone.invite("");
        assertThat(phone.next("SIP/2.0 400")).startsWith("SIP/2.0 400 Contact: expected one address but was none");
    }

    // ---- acknowledged, or not

    @Test
    void acceptedCallWithoutAckIsEndedWithBye() throws Exception {
        open(Agent.builder().timers(new Timers(Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofMillis(10))));
        Call call = ringing().accept(Phone.SDP).orElseThrow();
        String first = phone.next("SIP/2.0 200");
        assertThat(phone.next("SIP/2.0 200")).as("sent again until its ACK").isEqualTo(first);
        phone.next("BYE");
        assertThat(call.ended().get(20, TimeUnit.SECONDS)).isInstanceOf(CallEnd.Lost.class);
    }

    @Test
    void hangUpWaitsForTheAck() throws Exception {
        Call call = ringing().accept(Phone.SDP).orElseThrow();
        Thread hanging = Thread.startVirtualThread(call::hangUp);
        String ok = phone.next("SIP/2.0 200");
        phone.next("SIP/2.0 200");
        peer.thenAnswer(200);
        assertThat(call.isUp()).isTrue();
        phone.say("ACK", 5, Phone.toTag(ok), "", "");
        phone.next("BYE");
        assertThat(hanging.join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    @Tag("3261-14.1-01")
    void messageIsSentWhileAnInviteIsPending() throws Exception {
        Call call = up();
        phone.say("INVITE", 6, ourTag(call), phone.contact(), Phone.OFFER);
        assertThat(phone.next("SIP/2.0 200")).contains("CSeq: 6 INVITE").contains("m=audio");
        peer.thenAnswer(200);
        assertThat(call.send("not acknowledged yet")).isInstanceOf(Outcome.Delivered.class);
        phone.say("INVITE", 7, ourTag(call), phone.contact(), Phone.OFFER);
        assertThat(phone.next("SIP/2.0 500")).contains("Retry-After:");
        phone.say("ACK", 6, ourTag(call), "", "");
        phone.say("MESSAGE", 8, ourTag(call), "", "after");
        phone.next("SIP/2.0 200");
        assertThat(poll(messages).call()).containsSame(call);
    }

    @Test
    void reInviteRefreshesTheTarget() throws Exception {
        Call call = up();
        String moved = "Contact: <sip:moved@127.0.0.1:" + peer.port() + ">\n";
        phone.say("INVITE", 6, ourTag(call), moved, Phone.OFFER);
        phone.next("SIP/2.0 200");
        phone.say("ACK", 6, ourTag(call), "", "");
        peer.thenAnswer(200);
        call.send("where are you?");
        assertThat(phone.next("MESSAGE")).startsWith("MESSAGE sip:moved@127.0.0.1");
    }

    @Test
    void changedOfferThatTheSessionDoesNotAnswerGets488() throws Exception {
        Call call = up();
        phone.say("INVITE", 6, ourTag(call), phone.contact(), Phone.OFFER + "m=video 6002 RTP/AVP 31\r\n");
        phone.next("SIP/2.0 488");
        assertThat(call.isUp()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"'',,200", "'',what?,415", "'Info-Package: x\n',,469"})
    void emptyInfoGets200AndOtherInfoIsRefused(String headers, String body, int status) throws Exception {
        Call call = up();
        phone.say("INFO", 6, ourTag(call), headers, body == null ? "" : body);
        phone.next("SIP/2.0 " + status);
    }

    // ---- no dialogs without INVITE

    @ParameterizedTest
    @CsvSource({"BYE", "INFO"})
    void byeOrInfoOutsideOfACallGets481(String method) throws Exception {
        phone.say(method, 1, "", "", "");
        phone.next("SIP/2.0 481");
    }

    @ParameterizedTest
    @Tag("3428-3-11")
    @Tag("3428-4-05")
    @CsvSource({"MESSAGE", "BYE", "OPTIONS"})
    void messageOutsideOfACallFormsNoDialog(String method) throws Exception {
        phone.say("MESSAGE", 1, "", phone.contact() + phone.route(), "hello");
        String ok = phone.next("SIP/2.0 200");
        assertThat(ok).doesNotContain("Record-Route").doesNotContain("Contact:");
        phone.say(method, 2, Phone.toTag(ok), "", "");
        phone.next("SIP/2.0 481");
    }
}
