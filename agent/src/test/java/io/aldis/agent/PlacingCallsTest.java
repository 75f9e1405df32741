package io.aldis.agent;

import static io.aldis.agent.Where.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.Timers;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacingCallsTest {
    /** However slow the machine is, nobody repeats anything. */
    private static final Timers PATIENT = new Timers(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ZERO);
    /** For who is never answered; 64*T1 is less than a busy machine may need for an answer. */
    private static final Timers SHORT = new Timers(Duration.ofMillis(5), Duration.ofMillis(40), Duration.ZERO);
    /** For who is answered, and then no more: five seconds. */
    private static final Timers MIDDLE = new Timers(Duration.ofMillis(80), Duration.ofMillis(320), Duration.ZERO);

    private final BlockingQueue<IncomingMessage> messages = new LinkedBlockingQueue<>();
    private ScriptedPeer peer;
    private Agent alice;
    private Phone phone;

    @BeforeEach
    void open() throws IOException {
        open(PATIENT);
    }

    private void open(Timers timers) throws IOException {
        if (alice != null) close();
        peer = ScriptedPeer.udp();
        alice = Agent.builder()
                .address("sip:alice@example.com")
                .password("secret")
                .server(peer.address())
                .onMessage(messages::add)
                .timers(timers)
                .open();
        phone = new Phone(peer, alice);
    }

    @AfterEach
    void close() throws IOException {
        peer.thenAnswer(200).thenAnswer(200).thenAnswer(200);
        phone.close();
    }

    private CallAnswer dial() {
        return alice.call("sip:phone@example.com", Phone.SDP);
    }

    private void thenTake(String... headers) {
        peer.thenAnswer(200, headers);
    }

    /** By a proxy that stays on the way. */
    private Call up() {
        thenTake(phone.contact().strip(), phone.route().strip());
        var call = ((CallAnswer.Taken) dial()).call();
        phone.next("ACK");
        return call;
    }

    private static String header(String message, String name) {
        return message.lines()
                .filter(line -> line.startsWith(name + ": "))
                .findFirst()
                .orElse("none")
                .replace(name + ": ", "");
    }

    // ---- messages with an id of their own

    @Test
    void messagesSentInACallHaveDistinctIds() {
        Call call = up();
        peer.thenAnswer(200).thenAnswer(200);
        MessageId first = call.send("one").id();
        MessageId second = call.send("two").id();
        assertThat(first).isNotEqualTo(second);
        assertThat(List.of(first.callId(), second.callId())).containsOnly(call.id());
    }

    @Test
    void messagesReceivedInACallHaveDistinctIds() throws Exception {
        Call call = up();
        for (int i = 7; i < 9; i++) peer.send(at(alice), phone.inside("MESSAGE", i, call, "number " + i));
        var ids = Stream.of(messages.poll(20, TimeUnit.SECONDS), messages.poll(20, TimeUnit.SECONDS))
                .map(IncomingMessage::id)
                .distinct()
                .toList();
        assertThat(ids).hasSize(2).allMatch(id -> id.callId().equals(call.id()));
    }

    @Test
    void messageInACallKeepsItsHeadersAndExpiry() {
        Call call = up();
        peer.thenAnswer(200);
        var message = Message.text("sip:whoever@example.net", "inside")
                .withSubject("Lunch")
                .expiresIn(Duration.ofMinutes(5));
        assertThat(call.send(message)).isInstanceOf(Outcome.Delivered.class);
        String sent = phone.next("MESSAGE");
        assertThat(sent).startsWith("MESSAGE sip:phone@127.0.0.1:" + peer.port() + " SIP/2.0\r\n");
        assertThat(header(sent, "Subject")).isEqualTo("Lunch");
        assertThat(header(sent, "Expires")).isEqualTo("300");
        assertThat(header(sent, "To")).isEqualTo("<sip:phone@example.com>;tag=scripted");
    }

    @Test
    void closedCallSendsBye() throws Exception {
        try (Call call = up()) {
            assertThat(call.isUp()).isTrue();
            peer.thenAnswer(200);
        }
        assertThat(phone.next("BYE")).startsWith("BYE ");
    }

    @Test
    void replyToAMessageInACallIsSentInTheCall() throws Exception {
        Call call = up();
        call.onMessage(in -> in.reply("echo: " + in.content()));
        peer.thenAnswer(200);
        peer.send(at(alice), phone.inside("MESSAGE", 7, call, "Hello"));
        String reply = phone.next("MESSAGE");
        assertThat(reply).endsWith("echo: Hello");
        assertThat(header(reply, "Call-ID")).isEqualTo(call.id());
        assertThat(header(reply, "In-Reply-To")).isEqualTo(call.id());
    }

    // ---- taken

    @Test
    void inviteHasAContactAndIsAcknowledged() {
        thenTake(phone.contact().strip());
        assertThat(dial())
                .isInstanceOfSatisfying(
                        CallAnswer.Taken.class,
                        taken -> assertThat(taken.call().peer().text()).isEqualTo("sip:phone@example.com"));
        String invite = phone.next("INVITE");
        assertThat(Masked.text(invite)).isEqualTo("""
            INVITE sip:phone@example.com SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:P;rport;branch=z9hG4bK-B
            Max-Forwards: 70
            From: <sip:alice@example.com>;tag=T
            To: <sip:phone@example.com>
            Call-ID: C
            CSeq: 1 INVITE
            Contact: <sip:U@127.0.0.1:P;transport=udp>
            Allow: MESSAGE, OPTIONS, CANCEL, ACK, INVITE, BYE, INFO
            Content-Type: application/sdp
            Content-Length: %d

            """.formatted(Phone.SDP.length) + Phone.OFFER.replace("\r\n", "\n"));
        String ack = phone.next("ACK");
        assertThat(ack).startsWith("ACK sip:phone@127.0.0.1:" + peer.port() + " SIP/2.0\r\n");
        assertThat(header(ack, "To")).isEqualTo("<sip:phone@example.com>;tag=scripted");
        assertThat(header(ack, "CSeq")).isEqualTo("1 ACK");
        assertThat(header(ack, "Via")).isNotEqualTo(header(invite, "Via"));
    }

    @Test
    @Tag("3428-2-03")
    @Tag("3428-4-06")
    @Tag("3261-12.2.1.1-01")
    @Tag("3261-12.2.1.1-02")
    @Tag("3261-12.1.1-01")
    void messageInACallHasRouteTagsAndTheNextCseqButNoContact() {
        Call call = up();
        peer.thenAnswer(200);
        assertThat(call.send("inside")).isInstanceOf(Outcome.Delivered.class);
        String message = phone.next("MESSAGE");
        assertThat(message).startsWith("MESSAGE sip:phone@127.0.0.1:" + peer.port() + " SIP/2.0\r\n");
        assertThat(header(message, "Route")).isEqualTo("<sip:127.0.0.1:" + peer.port() + ";lr;mark=1>");
        assertThat(header(message, "From"))
                .isEqualTo("<sip:alice@example.com>;tag=" + call.dialog().localTag());
        assertThat(header(message, "To")).isEqualTo("<sip:phone@example.com>;tag=scripted");
        assertThat(header(message, "Call-ID")).isEqualTo(call.id());
        assertThat(header(message, "CSeq")).isEqualTo("2 MESSAGE");
        assertThat(message).doesNotContain("Contact:");
        assertThat(call.isUp()).as("a MESSAGE leaves the call as it is").isTrue();
    }

    @Test
    @Tag("3428-4-07")
    void messageOfThePeerInACallIsReceived() throws InterruptedException, IOException {
        Call call = up();
        peer.send(at(alice), phone.inside("MESSAGE", 1, call, "from the phone"));
        phone.next("SIP/2.0 200");
        IncomingMessage message = messages.poll(20, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        assertThat(message.call()).containsSame(call);
    }

    @Test
    void hangUpSendsBye() throws Exception {
        Call call = up();
        peer.thenAnswer(200);
        call.hangUp();
        assertThat(header(phone.next("BYE"), "CSeq")).isEqualTo("2 BYE");
        assertThat(call.ended().get(20, TimeUnit.SECONDS)).isEqualTo(new CallEnd.ByUs());
        assertThat(peer.unheard()).isZero();
    }

    @Test
    void closingTheAgentEndsItsCalls() throws Exception {
        Call call = up();
        peer.thenAnswer(200);
        alice.close();
        phone.next("BYE");
        assertThat(call.isUp()).isFalse();
        assertThat(alice.call("sip:phone@example.com", Phone.SDP))
                .isEqualTo(new CallAnswer.Failed(new Failure.Closed()));
    }

    @Test
    void challengedInviteIsAnswered() {
        peer.thenAnswer(407, ScriptedPeer.challenge("Proxy-Authenticate", "n1", ""));
        thenTake(phone.contact().strip());
        var call = ((CallAnswer.Taken) dial()).call();
        String first = phone.next("INVITE");
        phone.next("ACK");
        String second = phone.next("INVITE");
        assertThat(header(second, "CSeq")).isEqualTo("2 INVITE");
        assertThat(header(second, "Call-ID")).isEqualTo(header(first, "Call-ID"));
        assertThat(header(second, "From")).isEqualTo(header(first, "From"));
        assertThat(header(second, "Proxy-Authorization")).startsWith("Digest ");
        assertThat(header(phone.next("ACK"), "Proxy-Authorization"))
                .as("that of the INVITE (RFC 3261 §13.2.2.4)")
                .isEqualTo(header(second, "Proxy-Authorization"));
        assertThat(call.isUp()).isTrue();
    }

    // ---- forks and repetitions

    @Test
    void repeated200IsAcknowledgedAgainAndASecondPhoneGetsBye() throws IOException {
        thenTake(phone.contact().strip());
        assertThat(dial()).isInstanceOf(CallAnswer.Taken.class);
        SipRequest invite = peer.heard().request();
        String ack = phone.next("ACK");
        byte[] again = ok(invite, "scripted");
        peer.send(at(alice), again);
        assertThat(header(phone.next("ACK"), "To")).isEqualTo(header(ack, "To"));
        peer.thenAnswer(200);
        peer.send(at(alice), ok(invite, "another"));
        assertThat(header(phone.next("ACK"), "To")).endsWith(";tag=another");
        assertThat(header(phone.next("BYE"), "To")).endsWith(";tag=another");
    }

    private byte[] ok(SipRequest invite, String tag) {
        return invite.answer(Status.of(200), tag)
                .header(HeaderName.CONTACT, "<sip:" + tag + "@127.0.0.1:" + peer.port() + ">")
                .build()
                .bytes();
    }

    @Test
    void messageInAnEarlyDialogIsReceived() throws Exception {
        peer.thenAnswer(180, phone.contact().strip());
        CompletableFuture<CallAnswer> answer = CompletableFuture.supplyAsync(this::dial);
        var heard = peer.heard();
        peer.send(at(alice), phone.inside("MESSAGE", 1, heard.request(), "just a moment"));
        phone.next("SIP/2.0 200");
        IncomingMessage message = messages.poll(20, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        peer.send(at(alice), ok(heard.request(), "scripted"));
        assertThat(answer.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        CallAnswer.Taken.class,
                        taken -> assertThat(message.call()).containsSame(taken.call()));
    }

    // ---- not taken

    @Test
    void refusalOfACallHasItsStatusAndReason() {
        peer.thenAnswer(486, "Retry-After: 60");
        assertThat(dial()).isInstanceOfSatisfying(CallAnswer.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(486);
            assertThat(refused.reason()).isEqualTo("Busy Here");
            assertThat(refused.details().retryAfter()).contains(Duration.ofMinutes(1));
        });
        phone.next("ACK");
    }

    @Test
    void callThatRingsTooLongIsCancelled() throws Exception {
        peer.thenAnswer(180).thenAnswer(200);
        var invitation = Invitation.to("sip:phone@example.com", Phone.SDP).withPatience(Duration.ofSeconds(1));
        CompletableFuture<CallAnswer> answer = CompletableFuture.supplyAsync(() -> alice.call(invitation));
        var invite = peer.heard();
        String cancel = phone.next("CANCEL");
        assertThat(header(cancel, "Via")).isEqualTo(header(invite.text(), "Via"));
        assertThat(cancel).doesNotContain("Contact:");
        peer.send(
                at(alice),
                invite.request().answer(Status.of(487), "scripted").build().bytes());
        assertThat(answer.get(20, TimeUnit.SECONDS))
                .isEqualTo(new CallAnswer.Failed(new Failure.NoAnswer("sip:phone@example.com", Duration.ofSeconds(1))));
    }

    @Test
    void interruptedCallIsCancelledAndEndedIfItWasAccepted() throws Exception {
        peer.thenAnswer(180).thenAnswer(200).thenAnswer(200);
        var answer = new CompletableFuture<CallAnswer>();
        Thread caller = Thread.startVirtualThread(() -> answer.complete(dial()));
        var invite = peer.heard();
        caller.interrupt();
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(new CallAnswer.Failed(new Failure.Interrupted()));
        phone.next("CANCEL");
        peer.send(at(alice), ok(invite.request(), "scripted"));
        phone.next("ACK");
        phone.next("BYE");
    }

    @Test
    void closingTheAgentCancelsARingingCall() throws Exception {
        peer.thenAnswer(180, phone.contact().strip()).thenAnswer(200);
        CompletableFuture<CallAnswer> answer = CompletableFuture.supplyAsync(this::dial);
        peer.send(at(alice), phone.inside("MESSAGE", 1, peer.heard().request(), "just a moment"));
        phone.next("SIP/2.0 200");
        alice.close();
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(new CallAnswer.Failed(new Failure.Closed()));
        phone.next("CANCEL");
    }

    @Test
    void unansweredCallFailsWithNoAnswer() throws IOException {
        open(SHORT);
        assertThat(dial())
                .isInstanceOfSatisfying(
                        CallAnswer.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.NoAnswer.class));
    }

    // ---- one after the other

    @Test
    @Tag("3428-8-10")
    void messagesInACallAreSentOneAtATime() throws Exception {
        assertOneAtATime(up());
    }

    /** Overlap is allowed, but the way is UDP (RFC 3428 §8). */
    @Test
    @Tag("3428-8-11")
    void messagesInACallOverUdpAreSentOneAtATimeEvenWhenOverlapIsAllowed() throws Exception {
        assertOneAtATime(up().allowOverlap());
    }

    private void assertOneAtATime(Call call) throws Exception {
        List<CompletableFuture<Outcome>> outcomes = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> call.sendAsync(new Content.Text("m" + i)))
                .toList();
        for (int i = 1; i <= 5; i++) {
            var message = peer.heard();
            assertThat(message.text()).endsWith("m" + i);
            peer.send(at(alice), phone.inside("OPTIONS", i, call, ""));
            assertThat(peer.heard().text()).as("no message before the answer").startsWith("SIP/2.0 200");
            assertThat(header(message.text(), "CSeq")).isEqualTo((i + 1) + " MESSAGE");
            assertThat(outcomes.stream().filter(CompletableFuture::isDone)).hasSize(i - 1);
            peer.send(
                    at(alice),
                    message.request().answer(Status.of(200), "").build().bytes());
            outcomes.get(i - 1).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    @Tag("3428-8-11")
    void messagesInACallOverTcpOverlapWhenAllowed() throws Exception {
        close();
        peer = ScriptedPeer.tcp();
        alice = Agent.builder()
                .address("sip:alice@example.com")
                .server(peer.address())
                .open();
        phone = new Phone(peer, alice);
        thenTake("Contact: <sip:phone@" + peer.address() + ">", "Record-Route: <sip:" + peer.address() + ";lr>");
        Call call = ((CallAnswer.Taken) dial()).call();
        phone.next("ACK");
        call.sendAsync(new Content.Text("m1"));
        call.sendAsync(new Content.Text("m2"));
        assertThat(peer.heard().text()).endsWith("m1");
        String sign = phone.inside("OPTIONS", 1, call, "").replace("SIP/2.0/UDP", "SIP/2.0/TCP");
        peer.sendBack(sign.getBytes(StandardCharsets.US_ASCII));
        assertThat(peer.heard().text()).as("nobody has allowed it yet").startsWith("SIP/2.0 200");
        call.allowOverlap();
        assertThat(peer.heard().text()).as("m1 is not answered yet").endsWith("m2");
    }

    // ---- lost

    @ParameterizedTest
    @Tag("3261-12.2.1.2-01")
    @ValueSource(ints = {481, 408})
    void messageRefusedWith481Or408EndsTheCall(int status) throws Exception {
        Call call = up();
        peer.thenAnswer(status).thenAnswer(200);
        assertThat(call.send("still there?"))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(status));
        phone.next("BYE");
        assertThat(call.ended().get(20, TimeUnit.SECONDS)).isInstanceOf(CallEnd.Lost.class);
    }

    @Test
    @Tag("3261-12.2.1.2-01")
    void unansweredMessageEndsTheCall() throws Exception {
        open(MIDDLE);
        Call call = up();
        peer.thenStaySilent().thenAnswer(200);
        assertThat(call.send("still there?")).isInstanceOf(Outcome.Failed.class);
        phone.next("BYE");
        assertThat(call.ended().get(20, TimeUnit.SECONDS)).isInstanceOf(CallEnd.Lost.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 415, 480, 500, 603})
    void otherRefusalsDoNotEndTheCall(int status) {
        Call call = up();
        peer.thenAnswer(status);
        assertThat(call.send("hello")).isInstanceOf(Outcome.Refused.class);
        peer.thenAnswer(200);
        assertThat(call.send("hello again")).isInstanceOf(Outcome.Delivered.class);
    }

    // ---- no dialogs without INVITE

    @Test
    @Tag("3428-4-05")
    @Tag("3428-3-11")
    void responseToAMessageFormsNoDialog() throws IOException {
        peer.thenAnswer(200, phone.contact().strip(), phone.route().strip()).thenAnswer(200);
        alice.send(Message.text("sip:phone@example.com", "one"));
        var first = peer.heard();
        alice.send(Message.text("sip:phone@example.com", "two"));
        String second = phone.next("MESSAGE");
        assertThat(second)
                .startsWith("MESSAGE sip:phone@example.com SIP/2.0\r\n")
                .doesNotContain("Route:");
        assertThat(header(second, "To")).isEqualTo("<sip:phone@example.com>");
        assertThat(header(second, "Call-ID")).isNotEqualTo(header(first.text(), "Call-ID"));
        peer.send(at(alice), phone.inside("MESSAGE", 1, first.request(), "inside of what?"));
        phone.next("SIP/2.0 481");
        assertThat(messages).isEmpty();
    }
}
