package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One message that comes by two paths, and two messages that look like one. */
class CopiesTest {
    @Test
    @Tag("3261-8.2.2.2-01")
    void aCopyByAnotherPathIsAnswered482AndNotHeard() throws Exception {
        try (var wired = new Wired(_ -> {})) {
            assertThat(wired.say().text("Hello").answer().status()).isEqualTo("200 OK");
            assertThat(wired.say().text("Hello").answer().status()).isEqualTo("482 Loop Detected");
            wired.heard();
            wired.nothingElseIsHeard();
        }
    }

    /** libpurple begins with the same identifiers at every start. */
    @Test
    void anotherBodyIsAnotherMessage() throws Exception {
        try (var wired = new Wired(_ -> {})) {
            for (String text : new String[] {"Hello", "Still there?"}) {
                assertThat(wired.say().text(text).answer().code()).isEqualTo(200);
                assertThat(wired.heard().content()).hasToString(text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: <sip:alice@example.org>;tag=49583",
                "From: <sip:alice@example.com>;tag=49584",
                "To: <sip:bob@example.net>",
                "Call-ID: ASD88asd77a@1.2.3.4",
                "CSeq: 2 MESSAGE"
            })
    void anyOtherIdentifierMakesAnotherMessage(String line) throws Exception {
        try (var wired = new Wired(_ -> {})) {
            assertThat(wired.say().text("Hello").answer().code()).isEqualTo(200);
            assertThat(wired.say().text("Hello").with(line).answer().code()).isEqualTo(200);
        }
    }

    @Test
    void whatWasRefusedIsJudgedAgain() throws Exception {
        try (var wired = new Wired(how -> how.screening(_ -> Screening.refuse(480)))) {
            for (int i = 0; i < 2; i++)
                assertThat(wired.say().text("Hello").answer().code()).isEqualTo(480);
        }
    }

    // ---- memory

    private static SipRequest message(String callId) {
        return SipRequest.builder(Method.MESSAGE, Uri.parse("sip:b@c"))
                .header(HeaderName.FROM, "<sip:a@b>;tag=1")
                .header(HeaderName.TO, "<sip:b@c>")
                .header(HeaderName.CALL_ID, callId)
                .header(HeaderName.CSEQ, "1 MESSAGE")
                .body("x".getBytes(StandardCharsets.UTF_8))
                .build();
    }

    @Test
    void aMessageIsForgottenAfterItsTime() {
        var seen = new SeenMessages(Duration.ofSeconds(32));
        long second = 1_000_000_000L;
        long start = Long.MAX_VALUE - second;
        assertThat(seen.isNew(message("1"), start)).isTrue();
        assertThat(seen.isNew(message("1"), start + 31 * second)).isFalse();
        assertThat(seen.isNew(message("1"), start + 32 * second)).isTrue();
        seen.forget(message("1"));
        assertThat(seen.isNew(message("1"), start + 33 * second)).isTrue();
    }

    @Test
    void noMoreThanSoManyAreRemembered() {
        var seen = new SeenMessages(Duration.ofSeconds(32));
        for (int i = 0; i <= SeenMessages.CAPACITY; i++)
            assertThat(seen.isNew(message("n" + i), i)).isTrue();
        assertThat(seen.isNew(message("n2"), SeenMessages.CAPACITY + 1)).isFalse();
        assertThat(seen.isNew(message("n0"), SeenMessages.CAPACITY + 1)).isTrue();
    }
}
