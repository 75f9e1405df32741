package io.aldis.agent;

import static io.aldis.agent.Where.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.sip.Uri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreeningTest {
    private static Wired screening(Function<IncomingMessage, Screening> screening) throws IOException {
        return new Wired(how -> how.screening(screening));
    }

    @Test
    @Tag("3428-3-09")
    void acceptedMessageGets200AndIsDelivered() throws Exception {
        try (var wired = screening(_ -> Screening.take())) {
            assertThat(wired.say().text("Hello").answer().status()).isEqualTo("200 OK");
            assertThat(wired.heard().content()).hasToString("Hello");
        }
    }

    @Test
    void messageTakenForLaterGets202() throws Exception {
        try (var wired = screening(_ -> Screening.takeForLater())) {
            var answer = wired.say().text("Hello").answer();
            assertThat(answer.status()).isEqualTo("202 Accepted");
            assertThat(answer.response().bodyLength()).isZero();
            assertThat(answer.has("Contact")).isFalse();
            assertThat(wired.heard().content()).hasToString("Hello");
        }
    }

    @Test
    @Tag("3261-8.2-01")
    void refusedMessageGetsItsStatusAndIsNotDelivered() throws Exception {
        try (var wired = screening(in -> in.content().toString().equals("busy")
                ? Screening.refuse(486, "Not now", Duration.ofMinutes(2))
                : Screening.take())) {
            var answer = wired.say().text("busy").answer();
            assertThat(answer.status()).isEqualTo("486 Not now");
            assertThat(answer.header("Retry-After")).isEqualTo("120");
            wired.nothingElseIsHeard();
        }
    }

    @Test
    @Tag("3428-9-26")
    @Tag("3428-9-27")
    void refusalWith302Or485NamesItsContacts() throws Exception {
        var home = Uri.parse("sip:bob@home.example.com");
        try (var wired = screening(in -> in.content().toString().equals("which")
                ? new Screening.Refuse(485, "Which one", Optional.empty(), List.of(home, Uri.parse("sip:bob@x")))
                : Screening.elsewhere(home))) {
            var moved = wired.say().text("where").answer();
            assertThat(moved.status()).isEqualTo("302 Moved Temporarily");
            assertThat(moved.header("Contact")).isEqualTo("<sip:bob@home.example.com>");
            var ambiguous = wired.say().text("which").answer();
            assertThat(ambiguous.status()).isEqualTo("485 Which one");
            assertThat(ambiguous.response().text())
                    .contains("Contact: <sip:bob@home.example.com>\r\nContact: <sip:bob@x>\r\n");
        }
    }

    @Test
    @Tag("3261-8.2.3-02")
    void refusalWith415ListsTheAcceptedTypes() throws Exception {
        try (var wired = screening(_ -> Screening.refuse(415))) {
            var answer = wired.say().text("Hello").answer();
            assertThat(answer.code()).isEqualTo(415);
            assertThat(answer.header("Accept")).isEqualTo("*/*");
        }
    }

    @Test
    void failingScreeningGets500() throws Exception {
        try (var wired = screening(in -> {
            if (in.content().toString().equals("throw")) throw new IllegalStateException("a screening that throws");
            return Screening.take();
        })) {
            assertThat(wired.say().text("throw").answer().status()).isEqualTo("500 Server Internal Error");
            wired.nothingElseIsHeard();
        }
    }

    @Test
    @Tag("3261-8.2-01")
    @Tag("3261-8.2.6.1-01")
    void screeningTimeoutGets500AndTheMessageIsNotDelivered() throws Exception {
        var answered = new CountDownLatch(1);
        try (var wired = screening(in -> {
            if (in.content().toString().equals("slow")) await(answered);
            return Screening.take();
        })) {
            assertThat(wired.say().text("slow").answer().status()).isEqualTo("500 Server Internal Error");
            answered.countDown();
            wired.nothingElseIsHeard();
        }
    }

    /** RFC 3261 §9.2: it has no effect on a request other than INVITE. */
    @Test
    @Tag("3261-9.2-01")
    void cancelDuringScreeningGets200AndTheMessageIsDelivered() throws Exception {
        var cancelled = new CountDownLatch(1);
        try (var wired = screening(_ -> {
            await(cancelled);
            return Screening.take();
        })) {
            byte[] message = wired.say().text("Hello").bytes();
            wired.peer().send(at(wired.bob()), message);
            String cancel = new String(message, StandardCharsets.UTF_8)
                    .replaceAll("MESSAGE(?= sip:|\r\n)", "CANCEL")
                    .replaceAll("Content-Type.*\r\n", "")
                    .replaceAll("Content-Length: \\d+", "Content-Length: 0")
                    .replace("Hello", "");
            wired.peer().send(at(wired.bob()), cancel);
            var answer = wired.next();
            assertThat(answer.status()).isEqualTo("200 OK");
            assertThat(answer.header("CSeq")).isEqualTo("1 CANCEL");
            cancelled.countDown();
            var after = wired.next();
            assertThat(after.status()).isEqualTo("200 OK");
            assertThat(after.header("CSeq")).isEqualTo("1 MESSAGE");
            assertThat(wired.heard().content()).hasToString("Hello");
            wired.nothingElseIsHeard();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void messagesOfOneSenderAreScreenedInOrder() throws Exception {
        try (var wired = screening(_ -> Screening.take())) {
            for (int i = 0; i < 50; i++)
                wired.peer()
                        .send(at(wired.bob()), wired.say().text("number " + i).bytes());
            for (int i = 0; i < 50; i++) assertThat(wired.heard().content()).hasToString("number " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 180, 200, 202, 299, 401, 405, 407, 408, 420, 481, 700, -1})
    void screeningStatusMustBeAFinalRefusal(int code) {
        assertThatThrownBy(() -> Screening.refuse(code))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected")
                .hasMessageContaining(Integer.toString(code));
    }

    @Test
    void refusalHasOneLineAndOnlyMatchingHeaders() {
        assertThatThrownBy(() -> Screening.refuse(403, "no\r\nContact: <sip:x>"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Screening.refuse(480, "later", Duration.ZERO))
                .hasMessage("retryAfter: expected at least 1 s but was PT0S");
        var contact = List.of(Uri.parse("sip:bob@x"));
        assertThatThrownBy(() -> new Screening.Refuse(480, "", Optional.empty(), contact))
                .hasMessage("contacts: expected with 3xx or 485 but was with 480");
    }

    // ---- what the builder screens by itself

    @Test
    void blockedSenderIsRefusedAndNotDelivered() throws Exception {
        try (var wired = new Wired(how -> how.block("sip:*@spam.example").block(603, "sip:eve@*", "tel:+1900*"))) {
            for (String from : List.of("sip:x@spam.example", "sips:y@SPAM.example;user=phone", "im:z@spam.example"))
                assertThat(wired.say()
                                .with("From: <" + from + ">;tag=1")
                                .text("x")
                                .answer()
                                .status())
                        .isEqualTo("403 Forbidden");
            for (String from : List.of("sip:eve@example.org", "tel:+19005551234"))
                assertThat(wired.say()
                                .with("From: <" + from + ">;tag=1")
                                .text("x")
                                .answer()
                                .status())
                        .isEqualTo("603 Decline");
            wired.nothingElseIsHeard();
        }
    }

    @Test
    void screeningLimitIsConfigurable() throws Exception {
        var never = new CountDownLatch(1);
        try (var wired =
                new Wired(how -> how.screeningLimit(Duration.ofMillis(50)).screening(_ -> {
                    try {
                        never.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    return Screening.take();
                }))) {
            assertThat(wired.say().text("Hello").answer().code()).isEqualTo(500);
            never.countDown();
        }
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(31)))
            assertThatThrownBy(() -> Agent.builder().screeningLimit(wrong))
                    .hasMessageStartingWith("screeningLimit: expected 1 ms to 30 s but was ");
    }

    @Test
    void invalidBlockPatternIsRefused() {
        assertThatThrownBy(() -> Agent.builder().block("spam.example"))
                .hasMessage("block: expected such as sip:*@example.com but was \"spam.example\"");
        assertThatThrownBy(() -> Agent.builder().block(200, "sip:*@x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Tag("3428-9-18")
    void agentWithoutMessagesGets405WithoutMessageInAllow() throws Exception {
        try (var wired = new Wired(AgentBuilder::withoutMessages)) {
            var answer = wired.say().text("Hello").answer();
            assertThat(answer.status()).isEqualTo("405 Method Not Allowed");
            assertThat(answer.header("Allow")).isEqualTo("OPTIONS, CANCEL, ACK");
            assertThat(wired.say().method("OPTIONS").answer().header("Allow")).doesNotContain("MESSAGE");
        }
    }

    @Test
    @Tag("3428-9-06")
    @Tag("3428-9-09")
    @Tag("3428-9-12")
    @Tag("3261-8.2-01")
    @Tag("3261-8.2.3-04")
    void response415ListsAcceptedTypesCodingsOrLanguages() throws Exception {
        try (var wired = new Wired(how -> how.accepts("text/html", "image/*").languages("en"))) {
            var type = wired.say().body("application/x-unknown", new byte[] {1}).answer();
            assertThat(type.status()).isEqualTo("415 Unsupported Media Type");
            assertThat(type.header("Accept"))
                    .isEqualTo("text/html, image/*, text/plain, multipart/mixed, multipart/alternative");
            var coding = wired.say().text("x").with("Content-Encoding: x-foo").answer();
            assertThat(coding.code()).isEqualTo(415);
            assertThat(coding.header("Accept-Encoding")).isEqualTo("gzip, deflate");
            assertThat(coding.has("Accept")).isFalse();
            var language = wired.say().text("x").with("Content-Language: zz").answer();
            assertThat(language.code()).isEqualTo(415);
            assertThat(language.header("Accept-Language")).isEqualTo("en");
            wired.nothingElseIsHeard();
        }
    }

    @Test
    @Tag("3261-8.2-02")
    void firstFailedCheckIsAnswered() throws Exception {
        try (var wired = new Wired(how -> how.accepts("text/plain"))) {
            var wrong = wired.say()
                    .uri("sip:carol@example.com")
                    .body("a/b", new byte[] {1})
                    .with("Require: foo");
            assertThat(wrong.method("DANCE").answer().code()).isEqualTo(501);
            assertThat(wired.say().uri("foo:bar").with("Require: foo").answer().code())
                    .isEqualTo(416);
            assertThat(wired.say()
                            .uri("sip:carol@example.com")
                            .with("Require: foo")
                            .answer()
                            .code())
                    .isEqualTo(404);
            assertThat(wired.say()
                            .body("a/b", new byte[] {1})
                            .with("Require: foo")
                            .answer()
                            .code())
                    .isEqualTo(420);
            assertThat(wired.say().body("a/b", new byte[] {1}).answer().code()).isEqualTo(415);
        }
    }
}
