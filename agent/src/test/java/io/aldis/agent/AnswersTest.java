package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.Timers;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an agent treats valid and invalid responses (RFC 3261 §8.1.3, §21). */
class AnswersTest {
    /** For who is never answered; 64*T1 is less than a busy machine may need for an answer. */
    private static final Timers SHORT = new Timers(Duration.ofMillis(5), Duration.ofMillis(40), Duration.ofMillis(50));

    private static final Message HELLO = Message.text("sip:bob@example.com", "Hello");

    private static AgentBuilder alice(ScriptedPeer server) {
        return Agent.builder().address("sip:alice@example.com").server(server.udpAddress());
    }

    private static Outcome outcome(ScriptedPeer server) {
        return outcome(server, Timers.DEFAULT);
    }

    private static Outcome outcome(ScriptedPeer server, Timers timers) {
        try (server;
                var alice = alice(server).timers(timers).open()) {
            return alice.send(HELLO);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A 200 as it should be, for tests to spoil. */
    private static String ok(SipRequest request) {
        return request.answer(Status.of(200), "scripted").build().text();
    }

    // ---- provisional

    @ParameterizedTest
    @ValueSource(ints = {100, 180, 183, 199})
    @Tag("3261-8.1.3.2-01")
    void provisionalResponseIsNoOutcome(int code) throws IOException {
        assertThat(outcome(ScriptedPeer.udp().thenAnswerFirst(code, 200))).isInstanceOf(Outcome.Delivered.class);
    }

    /** By T2 it is sent after 0, 0.6 and 2.6 s; when its interval only doubled, after 0, 0.6 and 1.8 s. */
    @Test
    @Tag("3428-8-12")
    void provisionalResponseSlowsRetransmissionToT2() throws IOException {
        outcome(ScriptedPeer.udp().thenAnswer(200)); // so that all classes are loaded
        try (var server = ScriptedPeer.udp().thenTry();
                var alice = alice(server)
                        .timers(new Timers(Duration.ofMillis(600), Duration.ofMillis(2000), Duration.ofMillis(50)))
                        .open()) {
            long begun = System.nanoTime();
            var outcome = alice.sendAsync(HELLO);
            server.heard();
            server.heardAgain();
            server.heardAgain();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(2500));
            server.answerNow(200);
            assertThat(outcome.join()).isInstanceOf(Outcome.Delivered.class);
        }
    }

    // ---- classes

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 299})
    @Tag("3428-4-08")
    @Tag("3428-3-10")
    @Tag("3261-8.1.3.2-01")
    void response2xxOtherThan202IsDelivered(int code) throws IOException {
        assertThat(outcome(ScriptedPeer.udp().thenAnswer(code))).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    @Tag("3428-4-10")
    @Tag("3428-4-11")
    void response202IsAcceptedAndTheMessageIsNotSentAgain() throws IOException {
        try (var server = ScriptedPeer.tcp().thenAnswer(202).thenAnswer(202);
                var alice = alice(server).server(server.address()).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Accepted.class);
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Accepted.class);
            assertThat(server.heard().header(HeaderName.CALL_ID))
                    .isNotEqualTo(server.heard().header(HeaderName.CALL_ID));
            assertThat(server.unheard()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"399,false", "499,false", "599,false", "600,true", "699,true"})
    @Tag("3261-8.1.3.2-01")
    void unknownStatusCodeIsTreatedAsX00OfItsClass(int code, boolean reached) throws IOException {
        assertThat(outcome(ScriptedPeer.udp().thenAnswer(code)))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                    assertThat(refused.status()).isEqualTo(code);
                    assertThat(refused.reachedRecipient()).isEqualTo(reached);
                });
    }

    @Test
    @Tag("3428-4-09")
    void outcomesDoNotIncludeRead() {
        assertThat(Outcome.class.getPermittedSubclasses())
                .containsExactlyInAnyOrder(
                        Outcome.Delivered.class, Outcome.Accepted.class, Outcome.Refused.class, Outcome.Failed.class);
    }

    @Test
    @Tag("3428-1-21")
    void refusalReasonsAreDistinguishable() throws IOException {
        for (int code : new int[] {403, 404, 413, 480, 500, 603})
            assertThat(outcome(ScriptedPeer.udp().thenAnswer(code)))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(code));
        assertThat(outcome(ScriptedPeer.udp(), SHORT)).isInstanceOf(Outcome.Failed.class);
    }

    // ---- advice

    private static RefusalDetails advice(int code, String... headers) throws IOException {
        return ((Outcome.Refused) outcome(ScriptedPeer.udp().thenAnswer(code, headers))).details();
    }

    @Test
    @Tag("3261-8.1.3.5-03")
    void refusalWith415ListsWhatIsAccepted() throws IOException {
        var advice = advice(
                415,
                "Accept: text/plain, message/cpim",
                "Accept-Encoding: gzip",
                "Accept-Language: de, en",
                "Warning: 305 x \"no\"");
        assertThat(advice.accepted()).containsExactly("text/plain", "message/cpim");
        assertThat(advice.acceptedEncodings()).containsExactly("gzip");
        assertThat(advice.acceptedLanguages()).containsExactly("de", "en");
        assertThat(advice.warning()).contains("305 x \"no\"");
    }

    @Test
    void missingOrInvalidRefusalHeadersAreEmpty() throws IOException {
        assertThat(advice(415).accepted()).isEmpty();
        assertThat(advice(503, "Retry-After: soon").retryAfter()).isEmpty();
        assertThat(advice(485, "Contact: <sip:bob").contacts()).isEmpty();
    }

    @Test
    @Tag("3261-8.1.3.5-02")
    @Tag("3261-8.1.3.5-05")
    void refusedMessageIsNotRepeated() throws IOException {
        for (String refusal : List.of(
                "405 Allow: INVITE", "413 X: y", "420 Unsupported: foo", "421 Require: bar", "423 Min-Expires: 9")) {
            int code = Integer.parseInt(refusal.substring(0, 3));
            try (var server = ScriptedPeer.udp().thenAnswer(code, refusal.substring(4));
                    var alice = alice(server).open()) {
                assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Refused.class);
                server.heard();
                assertThat(server.unheard()).isZero();
            }
        }
        assertThat(advice(405, "Allow: INVITE, ACK").allowed()).containsExactly("INVITE", "ACK");
        assertThat(advice(420, "Unsupported: foo").unsupported()).containsExactly("foo");
        assertThat(advice(421, "Require: bar").required()).containsExactly("bar");
    }

    // ---- answers that are not what they should be

    @Test
    @Tag("3261-8.1.3.3-01")
    void responseWithTwoViasIsDropped() throws IOException {
        var server = ScriptedPeer.udp()
                .thenSay(request -> List.of(
                        ok(request).replace("\r\nFrom:", "\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nFrom:"),
                        ok(request).replace("200 OK", "404 Not Found")));
        assertThat(outcome(server)).isInstanceOf(Outcome.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "branch=z9hG4bK,branch=z9hG4bKx",
        "CSeq: 1 MESSAGE,CSeq: 1 OPTIONS",
        "SIP/2.0/UDP 127.0.0.1,SIP/2.0/UDP 192.0.2.1"
    })
    @Tag("3261-17.1.3-01")
    void unmatchedResponseIsDropped(String right, String wrong) throws IOException {
        var server = ScriptedPeer.udp()
                .thenSay(request ->
                        List.of(ok(request).replace(right, wrong), ok(request).replace("200 OK", "404 Not Found")));
        assertThat(outcome(server)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    @Tag("3428-4-13")
    void secondFinalResponseIsIgnored() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenSay(request -> List.of(ok(request), ok(request).replace("200 OK", "603 Decline")))
                        .thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
            server.heard();
            assertThat(server.heard().text()).startsWith("MESSAGE ");
            assertThat(server.unheard()).isZero();
        }
    }

    /** Peers send what RFC 3428 forbids: no dialog comes of it, and the next message goes where the first one went. */
    @Test
    @Tag("3428-2-01")
    @Tag("3428-2-02")
    @Tag("3261-8.1.1.2-01")
    void response2xxWithContactAndRecordRouteFormsNoDialog() throws IOException {
        var more = """
            Contact: <sip:bob@192.0.2.7>\r
            Record-Route: <sip:192.0.2.8;lr>\r
            Accept: text/html\r
            Content-Type: text/plain\r
            Content-Length: 4\r
            \r
            Hi!!\
            """;
        try (var server = ScriptedPeer.udp()
                        .thenSay(request -> List.of(ok(request).replace("Content-Length: 0\r\n\r\n", more)))
                        .thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
            var first = server.heard();
            var second = server.heard();
            assertThat(second.text()).startsWith("MESSAGE sip:bob@example.com SIP/2.0\r\n");
            assertThat(second.header(HeaderName.ROUTE)).isEmpty();
            assertThat(second.request().to().tag()).isEmpty();
            assertThat(second.header(HeaderName.CALL_ID)).isNotEqualTo(first.header(HeaderName.CALL_ID));
            assertThat(second.request().from().tag())
                    .isNotEqualTo(first.request().from().tag());
        }
    }

    @Test
    @Tag("3428-9-50")
    void retryAfterOf500And503IsReported() throws IOException {
        for (int code : new int[] {500, 503}) {
            assertThat(advice(code, "Retry-After: 60 (restarting);duration=5").retryAfter())
                    .as("%d", code)
                    .contains(Duration.ofSeconds(60));
            assertThat(advice(code).retryAfter()).as("%d", code).isEmpty();
        }
    }
}
