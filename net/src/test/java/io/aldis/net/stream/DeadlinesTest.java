package io.aldis.net.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.NetSettings;
import io.aldis.net.stream.Deadlines.Overdue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final NetSettings SETTINGS = new NetSettings(
            NetSettings.DEFAULT.limits(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofMinutes(5),
            1,
            1,
            1,
            1);

    private final Deadlines deadlines = new Deadlines(SETTINGS);

    private static long at(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private void expect(int seconds, Overdue overdue) {
        assertThat(deadlines.overdue(at(seconds))).isEqualTo(overdue);
    }

    @Test
    void acceptedConnectionHasToSendItsFirstMessage() {
        deadlines.opened(at(1), true);
        expect(20, Overdue.NOTHING);
        expect(21, Overdue.FIRST);
        deadlines.heard(at(20), true, false);
        expect(21, Overdue.NOTHING);
    }

    @Test
    void connectionOfOurOwnMayStaySilentUntilItIsIdle() {
        deadlines.opened(at(1), false);
        expect(300, Overdue.NOTHING);
        expect(301, Overdue.ANYTHING);
    }

    @Test
    void pingIsNoFirstMessage() {
        deadlines.opened(at(1), true);
        deadlines.heard(at(20), false, false);
        expect(21, Overdue.FIRST);
    }

    @Test
    void messageThatBeganHasToBecomeWholeHoweverManyOctetsArrive() {
        deadlines.opened(at(0), false);
        deadlines.heard(at(1), false, true);
        deadlines.heard(at(9), false, true);
        expect(10, Overdue.NOTHING);
        expect(11, Overdue.REST);
    }

    @Test
    void nextMessageHasTheWholeTimeAgain() {
        deadlines.opened(at(0), false);
        deadlines.heard(at(1), false, true);
        deadlines.heard(at(9), true, true);
        expect(18, Overdue.NOTHING);
        expect(19, Overdue.REST);
        deadlines.heard(at(18), true, false);
        expect(19, Overdue.NOTHING);
    }

    @Test
    void peerHasToRead() {
        deadlines.opened(at(0), false);
        deadlines.writable(at(5), false);
        expect(14, Overdue.NOTHING);
        expect(15, Overdue.READING);
        deadlines.writable(at(14), true);
        expect(15, Overdue.NOTHING);
    }

    @Test
    void silenceMayOnlyBecomeShorter() {
        deadlines.opened(at(0), false);
        assertThat(deadlines.silentAtMost(Duration.ofMinutes(9))).isFalse();
        expect(299, Overdue.NOTHING);
        assertThat(deadlines.silentAtMost(Duration.ofMinutes(1))).isTrue();
        expect(60, Overdue.ANYTHING);
    }

    @Test
    void nextCheckIsInTimeForTheFirstMessageAndTheIdleTime() {
        deadlines.opened(at(0), true);
        assertThat(deadlines.untilNext(at(0))).isEqualTo(at(10));
        assertThat(deadlines.untilNext(at(15))).isEqualTo(at(5));
        deadlines.heard(at(15), true, false);
        assertThat(deadlines.untilNext(at(310))).isEqualTo(at(5));
    }
}
