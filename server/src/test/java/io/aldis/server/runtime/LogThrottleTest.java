package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogThrottleTest {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");

    private Instant now = Instant.EPOCH;
    private final LogThrottle seldom = new LogThrottle(Duration.ofMinutes(1), () -> now);

    @Test
    void oneEventAMinutePassesWithTheNumberOfSuppressed() {
        assertThat(seldom.pass(BOB)).hasValue(0);
        now = now.plusSeconds(59);
        for (int i = 0; i < 7; i++) assertThat(seldom.pass(BOB)).isEmpty();
        now = now.plusSeconds(1);
        assertThat(seldom.pass(BOB)).hasValue(7);
        assertThat(seldom.pass(BOB)).isEmpty();
        now = now.plusSeconds(60);
        assertThat(seldom.pass(BOB)).hasValue(1);
    }

    @Test
    void accountsAreThrottledSeparatelyAndTheOldestIsForgotten() {
        for (int i = 0; i <= 10_000; i++)
            assertThat(seldom.pass(new Aor("user" + i, "example.com"))).hasValue(0);
        assertThat(seldom.pass(new Aor("user10000", "example.com"))).isEmpty();
        assertThat(seldom.pass(new Aor("user0", "example.com"))).hasValue(0);
    }
}
