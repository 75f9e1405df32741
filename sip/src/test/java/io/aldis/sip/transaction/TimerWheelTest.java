package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
    private static final long MILLI = 1_000_000;
    private static final long ROUND = 4096 * TimerWheel.TICK;

    private final TimerWheel wheel = new TimerWheel(0);
    private final List<String> rung = new ArrayList<>();

    @Test
    void alarmFiresOnItsTickOrTheNext() {
        wheel.set(bell("on", () -> {}), 500 * MILLI);
        wheel.set(bell("behind", () -> {}), 500 * MILLI + 1);
        wheel.advance(500 * MILLI - 1);
        assertThat(rung).isEmpty();
        wheel.advance(500 * MILLI);
        assertThat(rung).containsExactly("on");
        wheel.advance(510 * MILLI - 1);
        assertThat(rung).containsExactly("on");
        wheel.advance(510 * MILLI);
        assertThat(rung).containsExactly("on", "behind");
        assertThat(wheel.waiting()).isZero();
    }

    @Test
    void alarmBeyondOneRoundFiresInItsOwnRound() {
        wheel.set(bell("late", () -> {}), 3 * ROUND + 5 * MILLI);
        wheel.advance(ROUND + 10 * MILLI);
        wheel.advance(2 * ROUND + 10 * MILLI);
        wheel.advance(3 * ROUND);
        assertThat(rung).isEmpty();
        wheel.advance(3 * ROUND + 10 * MILLI);
        assertThat(rung).containsExactly("late");
    }

    @Test
    void timeJumpFiresEveryAlarmOnce() {
        for (int i = 0; i < 100; i++) wheel.set(bell("" + i, () -> {}), i * 977L * MILLI);
        wheel.advance(100 * ROUND);
        wheel.advance(200 * ROUND);
        assertThat(rung).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void advanceToTheNextAlarmFiresItLikeTickByTick() {
        assertThat(wheel.next(7000 * MILLI)).isEqualTo(7000 * MILLI);
        wheel.set(bell("soon", () -> {}), 501 * MILLI);
        assertThat(wheel.next(400 * MILLI)).isEqualTo(400 * MILLI);
        wheel.set(bell("late", () -> {}), 2 * ROUND + 5 * MILLI);
        assertThat(wheel.next(10_000 * MILLI)).isEqualTo(10 * MILLI); // of the later round
        for (long end = 3 * ROUND; wheel.now() < end; ) {
            wheel.advance(wheel.next(end));
            if (!rung.isEmpty() && rung.getLast().equals("soon")) rung.add(wheel.now() / MILLI + " ms");
        }
        assertThat(rung).containsExactly("soon", "510 ms", "late");
    }

    @Test
    void wheelIgnoresTimeThatGoesBack() {
        wheel.advance(1000 * MILLI);
        wheel.advance(10 * MILLI);
        assertThat(wheel.now()).isEqualTo(1000 * MILLI);
    }

    @Test
    void alarmThatIsSetAgainMoves() {
        Alarm alarm = bell("moved", () -> {});
        wheel.set(alarm, 100 * MILLI);
        wheel.set(alarm, 300 * MILLI);
        assertThat(wheel.waiting()).isEqualTo(1);
        wheel.advance(200 * MILLI);
        assertThat(rung).isEmpty();
        wheel.advance(300 * MILLI);
        assertThat(rung).containsExactly("moved");
    }

    @Test
    void callbackMayMoveAnotherAlarmOfTheSameTick() {
        Alarm next = bell("next", () -> {});
        wheel.set(bell("first", () -> wheel.set(next, 500 * MILLI)), 100 * MILLI);
        wheel.set(next, 100 * MILLI);
        wheel.set(bell("last", () -> {}), 100 * MILLI);
        wheel.advance(100 * MILLI);
        assertThat(rung).containsExactly("first", "last");
        wheel.advance(600 * MILLI);
        assertThat(rung).containsExactly("first", "last", "next");
    }

    @Test
    void callbackMayStopTheOtherAlarmsOfTheSameTick() {
        Alarm second = bell("second", () -> {});
        Alarm third = bell("third", () -> {});
        wheel.set(
                bell("first", () -> {
                    wheel.stop(third);
                    wheel.stop(second);
                }),
                100 * MILLI);
        wheel.set(second, 100 * MILLI);
        wheel.set(third, 100 * MILLI);
        wheel.advance(100 * MILLI);
        assertThat(rung).containsExactly("first");
        assertThat(wheel.waiting()).isZero();
    }

    @Test
    void alarmThatSetsItselfAtOnceFiresOncePerTick() {
        Alarm[] self = new Alarm[1];
        self[0] = bell("again", () -> wheel.set(self[0], 0));
        wheel.set(self[0], 0);
        wheel.advance(10 * MILLI);
        wheel.advance(20 * MILLI);
        wheel.advance(30 * MILLI);
        assertThat(rung).hasSize(3);
    }

    @Test
    void failingCallbackDoesNotStopTheOthers() {
        wheel.set(
                bell("broken", () -> {
                    throw new IllegalStateException("broken");
                }),
                10 * MILLI);
        wheel.set(bell("well", () -> {}), 10 * MILLI);
        assertThatThrownBy(() -> wheel.advance(10 * MILLI)).hasMessage("broken");
        wheel.advance(10 * MILLI);
        assertThat(rung).containsExactly("broken", "well");
        assertThat(wheel.waiting()).isZero();
    }

    /** Against a plain list: sets, stops, small steps and jumps, and callbacks that do the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void wheelFiresTheSameAlarmsAsAList(long seed) {
        var random = new Random(seed);
        var model = new WheelModel(random, -50 * ROUND + random.nextLong(ROUND));
        for (int i = 0; i < 20_000; i++) model.step();
        model.rings(4 * ROUND);
        assertThat(model.wheel.waiting()).isEqualTo(model.expectedWaiting());
    }

    private Alarm bell(String name, Runnable work) {
        return new Alarm() {
            @Override
            protected void rang() {
                rung.add(name);
                work.run();
            }
        };
    }
}
