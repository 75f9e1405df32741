package io.aldis.net.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The measure of delay, with numbers as times. */
class DelayTest {
    private final Delay delay = new Delay(0);

    @Test
    void bytesWaitingInASocketAddToTheDelay() {
        delay.round(10, 300);
        assertThat(delay.nanos()).isEqualTo(300);
        delay.round(20, 0);
        assertThat(delay.nanos()).isEqualTo(10);
    }

    @Test
    void singlePauseIsNoDelayAndTwoLongRoundsAre() {
        delay.round(10, 0);
        delay.round(510, 0);
        assertThat(delay.nanos()).as("a pause").isEqualTo(10);
        delay.round(910, 0);
        assertThat(delay.nanos()).as("the shorter of two").isEqualTo(400);
        delay.round(920, 0);
        assertThat(delay.nanos()).isEqualTo(10);
    }
}
