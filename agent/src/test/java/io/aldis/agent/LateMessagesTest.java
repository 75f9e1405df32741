package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expires and Date of received messages (RFC 3428 §7). */
class LateMessagesTest {
    private static final String NOON = "Date: Sat, 13 Nov 2010 12:00:00 GMT";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2010-11-13T12:00:00Z"));

    private Wired at(String time, Consumer<AgentBuilder> how) throws IOException {
        now.set(Instant.parse("2010-11-13T" + time + "Z"));
        return new Wired(builder -> how.accept(builder.clock(now::get)));
    }

    @Test
    @Tag("3428-7-14")
    void messageWithoutExpiresNeverExpires() throws Exception {
        try (var wired = at("12:00:00", _ -> {})) {
            now.set(Instant.parse("2036-01-01T00:00:00Z"));
            assertThat(wired.say().text("Hello").with(NOON).answer().code()).isEqualTo(200);
            var message = wired.heard();
            assertThat(message.expired()).isFalse();
            assertThat(message.expiry()).isEmpty();
            assertThat(message.date()).contains(Instant.parse("2010-11-13T12:00:00Z"));
        }
    }

    @ParameterizedTest
    @CsvSource({"12:00:30, false", "12:01:00, false", "12:02:00, true", "11:00:00, false"})
    @Tag("3428-7-15")
    @Tag("3428-7-17")
    @Tag("3428-7-19")
    void expiryCountsFromTheDateOfTheMessage(String time, boolean expired) throws Exception {
        try (var wired = at(time, _ -> {})) {
            assertThat(wired.say()
                            .text("Hello")
                            .with("Expires: 60", NOON)
                            .answer()
                            .code())
                    .isEqualTo(200);
            var message = wired.heard();
            assertThat(message.expiry()).contains(Instant.parse("2010-11-13T12:01:00Z"));
            assertThat(message.expired()).isEqualTo(expired);
        }
    }

    /** A message waits since the one before it is being shown. */
    @ParameterizedTest
    @CsvSource({"30, false", "90, true"})
    @Tag("3428-7-16")
    void messageWithoutDateExpiresFromItsReceipt(int held, boolean expired) throws Exception {
        var shown = new CountDownLatch(1);
        BlockingQueue<IncomingMessage> heard = new LinkedBlockingQueue<>();
        Consumer<IncomingMessage> slow = message -> {
            if (message.content().toString().equals("first")) await(shown);
            else heard.add(message);
        };
        try (var wired = at("12:00:00", how -> how.onMessage(slow))) {
            wired.say().text("first").answer();
            assertThat(wired.say().text("second").with("Expires: 60").answer().code())
                    .isEqualTo(200);
            now.set(now.get().plusSeconds(held));
            shown.countDown();
            var message = heard.poll(20, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(message.expired()).isEqualTo(expired);
            assertThat(message.received()).isEqualTo(Instant.parse("2010-11-13T12:00:00Z"));
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
    @Tag("3428-7-18")
    void expiredMessageIsDroppedWhenConfigured() throws Exception {
        try (var wired = at("12:02:00", how -> how.late(Late.DROP))) {
            assertThat(wired.say()
                            .text("late")
                            .with("Expires: 60", NOON)
                            .answer()
                            .code())
                    .isEqualTo(200);
            wired.nothingElseIsHeard();
        }
    }

    @Test
    @Tag("3428-7-18")
    void expiredMessageIsShownAsAnyOtherWhenConfigured() throws Exception {
        try (var wired = at("12:02:00", how -> how.late(Late.SHOW))) {
            assertThat(wired.say()
                            .text("late")
                            .with("Expires: 60", NOON)
                            .answer()
                            .code())
                    .isEqualTo(200);
            assertThat(wired.heard().expired()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "4294967295, PT4294967295S",
        "4294967296, PT4294967295S",
        "99999999999999999999, PT4294967295S"
    })
    @Tag("3261-20.19-01")
    @Tag("3428-9-36")
    void expiresIsLimitedToItsMaximum(String expires, Duration lives) throws Exception {
        try (var wired = at("12:00:00", _ -> {})) {
            wired.say().text("Hello").with("Expires: " + expires).answer();
            var message = wired.heard();
            assertThat(message.expiry()).contains(now.get().plus(lives));
            assertThat(message.expired()).isFalse();
        }
    }
}
