package io.aldis.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPaceTest {
    private long now;

    /** The clock of a JVM may begin below zero. */
    @ParameterizedTest
    @ValueSource(longs = {0, 5_000_000_000L, -5_000_000_000L, Long.MAX_VALUE - 500_000_000L})
    void oneLineAnIntervalIsLoggedWithTheNumberOfSuppressed(long begin) {
        now = begin;
        var pace = new LogPace(Duration.ofSeconds(1), () -> now);
        var lines = new ArrayList<Long>();
        for (int i = 0; i < 3; i++) pace.pass(lines::add);
        now += 999_999_999L;
        pace.pass(lines::add);
        now++;
        pace.pass(lines::add);
        now += 1_000_000_000L;
        pace.pass(lines::add);
        assertThat(lines).containsExactly(0L, 3L, 0L);
    }
}
