package io.aldis.agent;

import static io.aldis.agent.Where.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.agent.DateCheck.Scope;
import io.aldis.sip.SipDate;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of the Date of received messages (RFC 3428 §11.4). */
class DateCheckTest {
    private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");
    private static final String REFUSED = "400 Incorrect Date or Time";

    private static Wired checking(DateCheck check) throws IOException {
        return new Wired(how -> how.clock(() -> NOW).dates(check));
    }

    private static Wired.Say signed(Wired wired, int minutes) {
        return wired.say()
                .body("application/pkcs7-mime;smime-type=signed-data", new byte[] {1, 2, (byte) minutes})
                .with("Date: " + SipDate.text(NOW.plusSeconds(minutes * 60L)));
    }

    @ParameterizedTest
    @CsvSource({"-30, false", "30, false", "-6, false", "-5, true", "-1, true", "0, true", "5, true"})
    @Tag("3428-11.4-02")
    void signedMessageMustBeRecent(int minutes, boolean good) throws Exception {
        try (var wired = checking(DateCheck.DEFAULT)) {
            assertThat(signed(wired, minutes).answer().status()).isEqualTo(good ? "200 OK" : REFUSED);
        }
    }

    @Test
    @Tag("3428-11.4-02")
    void toleranceIsConfigurable() throws Exception {
        try (var wired = checking(DateCheck.DEFAULT.within(Duration.ofHours(1)))) {
            assertThat(signed(wired, -30).answer().code()).isEqualTo(200);
            assertThat(signed(wired, -61).answer().code()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({"SIGNED, 200", "ALL, 400", "NONE, 200"})
    @Tag("3428-11.4-03")
    @Tag("3428-11.4-06")
    void scopeDecidesWhetherUnsignedMessagesAreChecked(Scope scope, int code) throws Exception {
        try (var wired = checking(DateCheck.DEFAULT.of(scope))) {
            var say = wired.say().text("Hello").with("Date: " + SipDate.text(NOW.minusSeconds(1800)));
            assertThat(say.answer().code()).isEqualTo(code);
        }
    }

    @Test
    @Tag("3428-11.4-05")
    void dateCheckCanBeSwitchedOff() throws Exception {
        try (var wired = checking(DateCheck.DEFAULT.of(Scope.NONE))) {
            assertThat(signed(wired, -30).answer().code()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/signed;boundary=b;protocol=\"application/pkcs7-signature\"",
                "Application/X-PKCS7-MIME"
            })
    void signedMediaTypesAreChecked(String type) throws Exception {
        try (var wired = checking(DateCheck.DEFAULT)) {
            byte[] body = "--b\r\n\r\nx\r\n--b--".getBytes(StandardCharsets.UTF_8);
            var say = wired.say().body(type, body).with("Date: " + SipDate.text(NOW.minusSeconds(1800)));
            assertThat(say.answer().status()).isEqualTo(REFUSED);
        }
    }

    @Test
    @Tag("3428-11.4-04")
    void senderOfManyRefusedMessagesGetsNoMoreResponses() throws Exception {
        try (var wired = checking(DateCheck.DEFAULT.silentAfter(2))) {
            for (int i = 0; i < 2; i++)
                assertThat(signed(wired, -30 - i).answer().status()).isEqualTo(REFUSED);
            for (int i = 2; i < 20; i++)
                wired.peer().send(at(wired.bob()), signed(wired, -30 - i).bytes());
            wired.nothingElseIsHeard();
        }
    }

    @Test
    @Tag("3428-11.4-10")
    void retransmissionAndMergedCopyAreNotRefusedAsReplay() throws Exception {
        try (var wired = checking(DateCheck.DEFAULT)) {
            byte[] fresh = signed(wired, -1).bytes();
            wired.peer().send(at(wired.bob()), fresh);
            String first = wired.next().response().text();
            wired.peer().send(at(wired.bob()), fresh);
            assertThat(wired.next().response().text()).isEqualTo(first).startsWith("SIP/2.0 200 OK");
            assertThat(signed(wired, -1).answer().code()).isEqualTo(482);
            wired.heard();
            wired.nothingElseIsHeard();
        }
    }

    // ---- where old messages come from

    /** A message over the connection of our registration, and one that comes by itself. */
    @Test
    @Tag("3428-11.4-06")
    @Tag("3428-11.4-07")
    void oldMessageIsAcceptedFromTheOwnServerOnly() throws Exception {
        BlockingQueue<IncomingMessage> heard = new LinkedBlockingQueue<>();
        try (var server = ScriptedPeer.tcp();
                var other = new Wired(_ -> {});
                var bob = Agent.builder()
                        .address("sip:bob@example.com")
                        .server(server.address())
                        .clock(() -> NOW)
                        .onMessage(heard::add)
                        .open()) {
            server.thenBind(600);
            assertThat(bob.register()).isInstanceOf(Registration.Bound.class);
            server.heard();
            server.sendBack(new String(signed(other, -1440).bytes(), StandardCharsets.ISO_8859_1)
                    .replace("SIP/2.0/UDP", "SIP/2.0/TCP")
                    .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(server.heard().text()).startsWith("SIP/2.0 200 OK");
            var kept = heard.poll(20, TimeUnit.SECONDS);
            assertThat(kept).isNotNull();
            assertThat(kept.date()).contains(NOW.minus(Duration.ofDays(1)));
            assertThat(kept.possibleReplay()).isFalse();
            other.peer().send(at(bob), signed(other, -30).bytes());
            assertThat(other.next().status()).isEqualTo(REFUSED);
            server.thenAnswer(200); // for the farewell
        }
    }

    @Test
    @Tag("3428-11.4-08")
    @Tag("3428-11.4-09")
    void oldMessageAfterAnAbsenceIsMarkedAsPossibleReplay() throws Exception {
        try (var wired = checking(DateCheck.DEFAULT.forgivingAfterAbsence(Duration.ofMinutes(1)))) {
            assertThat(signed(wired, -30).answer().code()).isEqualTo(400);
            wired.peer().thenBind(600).thenAnswer(200);
            wired.bob().register();
            wired.peer().heard();
            assertThat(signed(wired, -31).answer().code()).isEqualTo(200);
            assertThat(wired.heard().possibleReplay()).isTrue();
            assertThat(signed(wired, -1).answer().code()).isEqualTo(200);
            assertThat(wired.heard().possibleReplay()).isFalse();
        }
    }

    @Test
    void negativeToleranceIsRefused() {
        assertThatThrownBy(() -> DateCheck.DEFAULT.within(Duration.ofMinutes(-1)))
                .hasMessageStartingWith("date check: expected no negative numbers but was PT-1M");
    }
}
