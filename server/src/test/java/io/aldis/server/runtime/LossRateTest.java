package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LossRateTest {
    private static final long START = -5;

    private final LossRate relief = new LossRate(START);
    private long now = START;

    private int after(long periods, boolean overloaded) {
        now += periods * LossRate.PERIOD;
        return relief.percent(now, overloaded);
    }

    @Test
    void lossRateOfAnIdleServerIsZero() {
        assertThat(after(0, false)).isZero();
        assertThat(after(1000, false)).isZero();
    }

    @Test
    @Tag("7339-7.1-01")
    void lossRateRisesUnderLoadUpToItsLimit() {
        assertThat(after(1, true)).isEqualTo(LossRate.MORE);
        assertThat(after(0, true)).as("asked again at once").isEqualTo(LossRate.MORE);
        assertThat(after(1, true)).isEqualTo(2 * LossRate.MORE);
        for (int i = 0; i < 20; i++) assertThat(after(1, true)).isBetween(0, LossRate.MOST);
        assertThat(after(1, true)).isEqualTo(LossRate.MOST);
    }

    @Test
    void lossRateFallsSlowlyAndWithoutBeingQueried() {
        after(1, true);
        assertThat(after(1, false)).isEqualTo(LossRate.MORE - LossRate.LESS);
        assertThat(after(2, false)).isEqualTo(LossRate.MORE - 3 * LossRate.LESS);
        assertThat(after(1_000_000, false)).isZero();
    }
}
