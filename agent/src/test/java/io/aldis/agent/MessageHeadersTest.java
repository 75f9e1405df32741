package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aldis.sip.HeaderName;
import io.aldis.testkit.Heard;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers that an application can set in a message (RFC 3428 §4, §9). */
class MessageHeadersTest {
    private static final Message HELLO = Message.text("sip:bob@example.com", "Hello");
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.789Z");

    private static Heard heard(Message message) throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(200);
                var alice = Agent.builder()
                        .address("sip:alice@example.com")
                        .displayName("Alice \"al\" Łukasz")
                        .server(server.udpAddress())
                        .clock(() -> NOW)
                        .open()) {
            alice.send(message);
            return server.heard();
        }
    }

    @Test
    @Tag("3428-1-17")
    void messageHeadersAreWrittenInTheirPlaces() throws IOException {
        var message = HELLO.expiresIn(Duration.ofSeconds(60))
                .withSubject("Lunch?")
                .inReplyTo(new MessageId("abc@host"), new MessageId("def"))
                .withReplyTo("sip:desk@example.com")
                .withPriority("urgent")
                .withOrganization("Aldis, Ltd.")
                .withCallInfo("https://example.com/alice.vcf", "card")
                .withLanguage("en-GB")
                .withDisposition("render")
                .withHeader("X-Ship", "Sirius")
                .withHeader("X-Ship", "Bounty");
        assertThat(Masked.text(heard(message).text())).isEqualTo("""
            MESSAGE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:P;rport;branch=z9hG4bK-B
            Max-Forwards: 70
            From: "Alice \\"al\\" Łukasz" <sip:alice@example.com>;tag=T
            To: <sip:bob@example.com>
            Call-ID: C
            CSeq: 1 MESSAGE
            Expires: 60
            Date: Tue, 03 Feb 2026 04:05:06 GMT
            Subject: Lunch?
            In-Reply-To: abc@host, def
            Reply-To: <sip:desk@example.com>
            Priority: urgent
            Organization: Aldis, Ltd.
            Call-Info: <https://example.com/alice.vcf>;purpose=card
            Content-Language: en-GB
            Content-Disposition: render
            X-Ship: Sirius
            X-Ship: Bounty
            Content-Type: text/plain;charset=UTF-8
            Content-Length: 5

            Hello\
            """);
    }

    @ParameterizedTest
    @CsvSource({"PT0S,0", "PT0.1S,1", "PT1H,3600", "PT4294967295S,4294967295"})
    @Tag("3428-4-14")
    @Tag("3428-4-15")
    void validityIsWrittenAsExpiresAndDate(Duration validity, String expires) throws IOException {
        var heard = heard(HELLO.expiresIn(validity));
        assertThat(heard.header(HeaderName.EXPIRES)).isEqualTo(expires);
        assertThat(heard.header(HeaderName.DATE)).isEqualTo("Tue, 03 Feb 2026 04:05:06 GMT");
    }

    @Test
    @Tag("3261-8.1.1.9-02")
    void requireHeaderIsSent() throws IOException {
        var heard = heard(HELLO.withHeader("Require", "recipient-list-message"));
        assertThat(heard.header(HeaderName.REQUIRE)).isEqualTo("recipient-list-message");
    }

    @Test
    void lastValueOfAHeaderWins() throws IOException {
        var heard = heard(HELLO.withSubject("Lunch?").withSubject("Dinner?").expiresIn(Duration.ZERO));
        assertThat(heard.request().headers().lines(HeaderName.SUBJECT)).containsExactly("Dinner?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Via",
                "v",
                "Contact",
                "m",
                "ROUTE",
                "Record-Route",
                "From",
                "To",
                "Call-ID",
                "CSeq",
                "Max-Forwards",
                "Content-Length",
                "l",
                "Content-Type",
                "Expires",
                "Date",
                "Accept",
                "Accept-Encoding",
                "Accept-Language",
                "Alert-Info",
                "Proxy-Authorization",
                "Authorization"
            })
    @Tag("3428-4-04")
    @Tag("3428-9-04")
    @Tag("3428-9-07")
    @Tag("3261-8.1.1.8-01")
    @Tag("3428-9-10")
    void reservedHeaderIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HELLO.withHeader(name, "x"))
                .withMessageStartingWith("Header: expected one that an application may set in a MESSAGE but was ");
    }

    @Test
    @Tag("3428-9-15")
    void allowHeaderMustNameMessage() throws IOException {
        assertThat(heard(HELLO).request().headers().first(HeaderName.ALLOW)).isNegative();
        assertThat(heard(HELLO.withHeader("Allow", "OPTIONS , MESSAGE")).header(HeaderName.ALLOW))
                .isEqualTo("OPTIONS , MESSAGE");
        for (String without : new String[] {"INVITE, ACK", "", "MESSAGES", "message"})
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HELLO.withHeader("Allow", without))
                    .withMessage("Allow: expected a list with MESSAGE but was \"" + without + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: y", "a\ny", "a\0"})
    void headerValueWithLineEndIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HELLO.withHeader("X-Ship", value))
                .withMessage("X-Ship: expected one line but was \"" + value + '"');
        assertThatIllegalArgumentException().isThrownBy(() -> HELLO.withSubject(value));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Agent.builder().displayName(value))
                .withMessage("displayName: expected one line but was \"" + value + '"');
    }

    @Test
    void invalidHeaderValuesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HELLO.withHeader("X Ship", "x"))
                .withMessage("Header: expected a name such as Subject but was \"X Ship\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HELLO.withPriority("very urgent"))
                .withMessage("Priority: expected a token such as urgent but was \"very urgent\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HELLO.withReplyTo("the desk"))
                .withMessage("Reply-To: expected a URI but was \"the desk\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HELLO.expiresIn(Duration.ofSeconds(-1)))
                .withMessage("expiresIn: expected 0 to 4294967295 s but was PT-1S");
        assertThatIllegalArgumentException().isThrownBy(() -> HELLO.expiresIn(Duration.ofSeconds(1L << 32)));
    }
}
