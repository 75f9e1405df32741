package io.aldis.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The delay probe with a simulated clock in milliseconds. */
class ProbeTest {
    private static final long MS = 1_000_000;

    private final Probe probe = new Probe();

    @Test
    void travelTimeOfAProbeIsTheDelay() {
        byte[] first = probe.next(1000 * MS);
        assertThat(probe.came(first, 1030 * MS)).isTrue();
        assertThat(probe.delay(1031 * MS)).isEqualTo(30 * MS);
    }

    @Test
    void pendingProbeAddsItsAgeToTheDelay() {
        probe.came(probe.next(1000 * MS), 1001 * MS);
        byte[] late = probe.next(1100 * MS);
        assertThat(probe.delay(1100 * MS)).isEqualTo(MS);
        assertThat(probe.delay(1400 * MS)).isEqualTo(300 * MS);
        probe.came(late, 1410 * MS);
        assertThat(probe.delay(1420 * MS)).isEqualTo(310 * MS);
    }

    @Test
    void lostProbeIsReplacedAndTheDelayStaysHigh() {
        probe.came(probe.next(1000 * MS), 1001 * MS);
        probe.next(1100 * MS);
        assertThat(probe.isDue(1599 * MS)).isFalse();
        assertThat(probe.isDue(1600 * MS)).isTrue();
        byte[] another = probe.next(1600 * MS);
        assertThat(probe.delay(1601 * MS)).isEqualTo(500 * MS);
        probe.came(another, 1602 * MS);
        assertThat(probe.delay(1603 * MS)).isEqualTo(2 * MS);
    }

    @Test
    void delayIsZeroWhenNoProbeEverArrives() {
        probe.next(1000 * MS);
        assertThat(probe.delay(9000 * MS)).isZero();
    }

    @Test
    void foreignProbeIsNotAccepted() {
        byte[] own = probe.next(1000 * MS);
        assertThat(new Probe().came(own, 1001 * MS)).isFalse();
        own[5]++;
        assertThat(probe.came(own, 1001 * MS)).isFalse();
        assertThat(probe.came(new byte[] {Probe.MARK}, 1001 * MS)).isFalse();
    }

    @Test
    void nextProbeIsDue20MillisecondsAfterTheLast() {
        assertThat(probe.isDue(1000 * MS)).isTrue();
        probe.came(probe.next(1000 * MS), 1001 * MS);
        assertThat(probe.isDue(1019 * MS)).isFalse();
        assertThat(probe.isDue(1020 * MS)).isTrue();
    }
}
