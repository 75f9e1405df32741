package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailboxEntry;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Aor;
import io.aldis.sip.SipDate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expiry and retry of a message count from its arrival and respect Retry-After (RFC 3428 §7, RFC 3261 §20.33). */
class AcceptedTimesTest extends ServerWithMailbox {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Override
    ServerSettings settings() {
        return SETTINGS.with(ServerSettings::patience).of(PATIENCE);
    }

    private List<MailboxEntry> kept() {
        return mail.messages(BOB, 0, 100).toCompletableFuture().join();
    }

    private static Instant second(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond());
    }

    // ---- Expires and Date

    @Test
    @Tag("3428-7-16")
    @Tag("3428-7-20")
    void messageThatExpiresWhileADeviceIsTriedIsNotKept() {
        try (Phone bob = device("a")) {
            Instant sent = Instant.now();
            alice.send(message("c1", "Expires: 1\n", "brief"));
            Heard heard = bob.hear("MESSAGE");
            alice.hear("SIP/2.0 480");
            assertThat(Instant.now()).isAfter(sent.plusMillis(950));
            aldis.settles();
            bob.answer(heard, "200 OK");
            alice.hearsNothing();
            assertThat(kept()).isEmpty();
        }
    }

    @Test
    @Tag("3428-7-16")
    void expiryAndDateBeginWithTheArrivalOfTheMessage() {
        try (Phone bob = device("a")) {
            Instant sent = Instant.now();
            alice.send(message("c1", "Expires: 60\n", "hello"));
            bob.hear("MESSAGE");
            Instant heard = Instant.now();
            alice.hear("SIP/2.0 202");
            assertThat(Instant.now()).isAfter(sent.plus(PATIENCE).minusMillis(50));
            assertThat(kept().getFirst().message().expires())
                    .isBetween(sent.minusMillis(1).plusSeconds(60), heard.plusSeconds(60));
            Heard again = takes(bob, "hello");
            assertThat(SipDate.parse(again.header("Date"))).isBetween(second(sent), heard);
            assertThat(again.header("Expires")).isEqualTo("60");
        }
    }

    @Test
    @Tag("3428-7-16")
    void messageThatExpiresWhileAnotherDeviceIsTriedIsNotKept() {
        try (Phone bob = device("a");
                Phone other = device("b")) {
            alice.send(message("c1", "Expires: 2\n", "brief"));
            Heard atOther = other.hear("MESSAGE");
            bob.answer(bob.hear("MESSAGE"), "480 Away");
            alice.hear("SIP/2.0 480");
            other.answer(atOther, "200 OK");
            alice.hearsNothing();
            assertThat(kept()).isEmpty();
        }
    }

    // ---- Retry-After

    /** What waits for bob is not due again before so many seconds from now. */
    private void isNotDueBefore(int seconds) {
        TestServer.until(
                "it is put off",
                () -> kept().stream()
                        .flatMap(message -> message.waiting().stream())
                        .allMatch(copy -> copy.notBefore().isAfter(Instant.now().plusSeconds(seconds))));
        assertThat(kept()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"486 Busy Here", "480 Away", "503 Quitting", "500 Oops", "491 Pending"})
    @Tag("3261-20.33-01")
    void deviceIsNotTriedBeforeItsRetryAfter(String refusal) {
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            bob.answer(bob.hear("MESSAGE"), refusal, "Retry-After: 120 (in a meeting);duration=60");
            alice.hear("SIP/2.0 202");
            isNotDueBefore(100);
            aldis.register(bob, "bob", contact("a"));
            bob.hearsNothing();
            aldis.settles();
            restart();
            aldis.register(bobAgain(bob), "bob", contact("a"));
            bob.hearsNothing();
            isNotDueBefore(60);
        }
    }

    private Phone bobAgain(Phone bob) {
        bob.calls(aldis.server);
        return bob;
    }

    @ParameterizedTest
    @ValueSource(strings = {"486 Busy Here", "480 Away", "503 Quitting", "500 Oops"})
    @Tag("3261-20.33-01")
    void mailboxRespectsTheRetryAfterOfADevice(String refusal) {
        accepted("c1", "", "hello");
        try (Phone bob = device("a")) {
            bob.answer(bob.hear("MESSAGE"), refusal, "Retry-After: 120");
            isNotDueBefore(100);
            bob.hearsNothing();
        }
    }

    @Test
    @Tag("3261-20.33-01")
    void retryAfterIsLimitedToAnHour() {
        accepted("c1", "", "hello");
        try (Phone bob = device("a")) {
            bob.answer(bob.hear("MESSAGE"), "486 Busy Here", "Retry-After: 4294967295");
            isNotDueBefore(3500);
            assertThat(kept().getFirst().waiting().getFirst().notBefore())
                    .isBefore(Instant.now().plusSeconds(3601));
        }
    }

    @Test
    @Tag("3261-20.33-01")
    void deviceIsTriedAgainWhenItsRetryAfterIsOver() {
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            Instant refused = Instant.now();
            bob.answer(bob.hear("MESSAGE"), "486 Busy Here", "Retry-After: 2");
            alice.hear("SIP/2.0 202");
            takes(bob, "hello");
            assertThat(Instant.now()).isAfter(refused.plusSeconds(2));
        }
    }
}
