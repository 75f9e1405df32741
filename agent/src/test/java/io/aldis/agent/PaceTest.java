package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace(new Random(1));

    @Test
    void aLongBindingIsRefreshedTenMinutesBeforeItsEndAndAShortOneAfterHalf() {
        assertThat(pace.refresh(Duration.ofSeconds(3600))).isEqualTo(Duration.ofSeconds(3000));
        assertThat(pace.refresh(Duration.ofSeconds(1200))).isEqualTo(Duration.ofSeconds(600));
        assertThat(pace.refresh(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    @Tag("5626-4.5-01")
    void pausesGrowFromHalfAMinuteToHalfAnHourAndAreRandom() {
        long[] most = {30, 60, 120, 240, 480, 960, 1800, 1800};
        for (int failures = 0; failures < most.length; failures++)
            for (int i = 0; i < 100; i++)
                assertThat(pace.afterFailure(failures))
                        .isBetween(Duration.ofSeconds(most[failures] / 2), Duration.ofSeconds(most[failures]));
        assertThat(pace.afterFailure(1000)).isLessThanOrEqualTo(Duration.ofMinutes(30));
    }
}
