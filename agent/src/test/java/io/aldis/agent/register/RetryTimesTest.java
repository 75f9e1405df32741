package io.aldis.agent.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RetryTimesTest {
    private final RetryTimes pace = new RetryTimes(new Random(1), Duration.ofSeconds(30));

    @Test
    void longBindingIsRefreshedTenMinutesBeforeItsEndAndAShortOneAtHalf() {
        assertThat(pace.refresh(Duration.ofSeconds(3600))).isEqualTo(Duration.ofSeconds(3000));
        assertThat(pace.refresh(Duration.ofSeconds(1200))).isEqualTo(Duration.ofSeconds(600));
        assertThat(pace.refresh(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(500));
    }

    private void pauses(boolean others, long... most) {
        for (int before = 0; before < most.length; before++)
            for (int i = 0; i < 100; i++)
                assertThat(pace.afterFailure(before + 1, others))
                        .isBetween(Duration.ofSeconds(most[before] / 2), Duration.ofSeconds(most[before]));
    }

    @Test
    @Tag("5626-4.5-01")
    void pausesGrowRandomlyFromAMinuteToHalfAnHour() {
        pauses(false, 60, 120, 240, 480, 960, 1800, 1800);
        assertThat(pace.afterFailure(1000, false)).isLessThanOrEqualTo(Duration.ofMinutes(30));
    }

    @Test
    @Tag("5626-4.5-01")
    void pausesBeginWithThreeMinutesWhenAnotherFlowIsUp() {
        pauses(true, 180, 360, 720, 1440, 1800, 1800);
        assertThat(pace.afterFailure(1000, true)).isLessThanOrEqualTo(Duration.ofMinutes(30));
    }
}
