package io.aldis.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReliefTest {
    private static final long START = -5;

    private final Relief relief = new Relief(START);
    private long now = START;

    private int after(long periods, boolean overloaded) {
        now += periods * Relief.PERIOD;
        return relief.percent(now, overloaded);
    }

    @Test
    void whoeverIsWellAsksForNothing() {
        assertThat(after(0, false)).isZero();
        assertThat(after(1000, false)).isZero();
    }

    @Test
    @Tag("7339-7.1-01")
    void itRisesWhileThereIsTooMuchAndNeverToAll() {
        assertThat(after(1, true)).isEqualTo(Relief.MORE);
        assertThat(after(0, true)).as("asked again at once").isEqualTo(Relief.MORE);
        assertThat(after(1, true)).isEqualTo(2 * Relief.MORE);
        for (int i = 0; i < 20; i++) assertThat(after(1, true)).isBetween(0, Relief.MOST);
        assertThat(after(1, true)).isEqualTo(Relief.MOST);
    }

    @Test
    void itFallsSlowlyAndAlsoWhileNobodyAsks() {
        after(1, true);
        assertThat(after(1, false)).isEqualTo(Relief.MORE - Relief.LESS);
        assertThat(after(2, false)).isEqualTo(Relief.MORE - 3 * Relief.LESS);
        assertThat(after(1_000_000, false)).isZero();
    }
}
