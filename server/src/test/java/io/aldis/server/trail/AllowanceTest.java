package io.aldis.server.trail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Allowance allowance = new Allowance(4);

    private int taken() {
        int taken = 0;
        while (allowance.left() && allowance.take()) taken++;
        return taken;
    }

    @Test
    void stepBeyondTheAllowanceIsRefusedAndCounted() {
        assertThat(taken()).isEqualTo(4);
        assertThat(allowance.take()).isFalse();
        assertThat(allowance.take()).isFalse();
        assertThat(allowance.refused()).isEqualTo(2);
    }

    @Test
    void allowanceGrowsByItsRateEachSecond() {
        taken();
        allowance.grant(SECOND / 2);
        assertThat(taken()).isEqualTo(2);
    }

    @Test
    void shortIntervalsAddUp() {
        taken();
        for (int i = 0; i < 8; i++) allowance.grant(SECOND / 8);
        assertThat(taken()).isEqualTo(4);
    }

    @Test
    void allowanceIsLimitedToOneSecond() {
        allowance.grant(SECOND * 100);
        allowance.grant(SECOND * 100);
        assertThat(taken()).isEqualTo(4);
        allowance.grant(SECOND * 100);
        assertThat(taken()).isEqualTo(4);
    }

    @Test
    void rateOfZeroAllowsNothing() {
        var none = new Allowance(0);
        none.grant(SECOND);
        assertThat(none.left()).isFalse();
    }
}
