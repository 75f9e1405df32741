package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One message that arrives by two paths, and two messages with the same identifiers. */
class CopiesTest {
    @Test
    @Tag("3261-8.2.2.2-01")
    void copyByAnotherPathGets482AndIsNotDelivered() throws Exception {
        try (var wired = new Wired(_ -> {})) {
            assertThat(wired.say().text("Hello").answer().status()).isEqualTo("200 OK");
            assertThat(wired.say().text("Hello").answer().status()).isEqualTo("482 Loop Detected");
            wired.heard();
            wired.nothingElseIsHeard();
        }
    }

    /** libpurple begins with the same identifiers at every start. */
    @Test
    void messageWithTheSameIdsAndAnotherBodyIsAnotherMessage() throws Exception {
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
    void messageWithAnyOtherIdentifierIsAnotherMessage(String line) throws Exception {
        try (var wired = new Wired(_ -> {})) {
            assertThat(wired.say().text("Hello").answer().code()).isEqualTo(200);
            assertThat(wired.say().text("Hello").with(line).answer().code()).isEqualTo(200);
        }
    }

    @Test
    void repeatedRefusedMessageIsScreenedAgain() throws Exception {
        try (var wired = new Wired(how -> how.screening(_ -> Screening.refuse(480)))) {
            for (int i = 0; i < 2; i++)
                assertThat(wired.say().text("Hello").answer().code()).isEqualTo(480);
        }
    }
}
