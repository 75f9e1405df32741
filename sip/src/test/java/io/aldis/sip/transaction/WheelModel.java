package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A wheel, and beside it what each alarm must do. */
final class WheelModel {
    private static final long[] SPANS = {
        0, 1, TimerWheel.TICK - 1, TimerWheel.TICK, 500_000_000L, 32_000_000_000L, 130_000_000_000L
    };

    private final Random random;
    private final List<Bell> bells = new ArrayList<>();
    final TimerWheel wheel;

    WheelModel(Random random, long start) {
        this.random = random;
        this.wheel = new TimerWheel(start);
        for (int i = 0; i < 200; i++) bells.add(new Bell());
    }

    private final class Bell extends Alarm {
        private boolean expected;
        private long at;
        private long setAt;

        void ringsAfter(long after) {
            wheel.set(this, after);
            expected = true;
            at = wheel.now() + after;
            setAt = wheel.now();
        }

        void stops() {
            wheel.stop(this);
            expected = false;
        }

        @Override
        protected void rang() {
            assertThat(expected).as("rings only when it is set").isTrue();
            assertThat(at).as("never early").isLessThanOrEqualTo(wheel.now());
            assertThat(set()).isFalse();
            expected = false;
            for (int i = random.nextInt(3); i > 0; i--) touch();
        }

        /** Due on a tick that has been, and not set within the very step. */
        boolean overdue() {
            long tick = Math.floorDiv(wheel.now(), TimerWheel.TICK) * TimerWheel.TICK;
            return expected && at <= tick && setAt < tick;
        }
    }

    private void touch() {
        Bell bell = bells.get(random.nextInt(bells.size()));
        if (random.nextInt(3) == 0) bell.stops();
        else bell.ringsAfter(span());
    }

    private long span() {
        return random.nextLong(SPANS[random.nextInt(SPANS.length)] + 1);
    }

    void step() {
        if (random.nextInt(4) > 0) touch();
        else rings(random.nextInt(50) == 0 ? random.nextLong(300_000_000_000L) : random.nextLong(40_000_000L));
    }

    void rings(long time) {
        wheel.advance(wheel.now() + time);
        assertThat(bells).noneMatch(Bell::overdue);
        assertThat(wheel.waiting()).isEqualTo(expectedWaiting());
        assertThat(bells).allMatch(bell -> bell.set() == bell.expected);
    }

    int expectedWaiting() {
        return (int) bells.stream().filter(bell -> bell.expected).count();
    }
}
