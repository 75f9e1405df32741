package io.aldis.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Periods of {@link ShedController#PERIOD} without a clock, and simulated sockets. */
class ShedControllerTest {
    private static final int A_SECOND = (int) (1_000_000_000 / ShedController.PERIOD);

    private final ShedController gate = new ShedController(0);
    private long now;

    private double after(int rounds, double pressure) {
        for (int i = 0; i < rounds; i++) gate.look(now += ShedController.PERIOD, pressure);
        return gate.share();
    }

    @Test
    void halfFullSocketShedsNothing() {
        assertThat(after(10 * A_SECOND, 0.5)).isEqualTo(1);
    }

    @Test
    void burstThatIsWorkedOffShedsNothing() {
        for (double pressure = 1; pressure > 0; pressure -= 0.01) after(1, pressure);
        assertThat(gate.share()).isEqualTo(1);
    }

    @Test
    void fullSocketShedsMoreAndMoreButNeverAll() {
        assertThat(after(1, 0.8)).isEqualTo(1);
        assertThat(after(1, 0.8)).isEqualTo(0.7);
        assertThat(after(1, 0.9)).isLessThan(0.7);
        assertThat(after(A_SECOND, 1)).isBetween(0.0001, 0.01);
    }

    @Test
    void sheddingEndsWithinASecondAfterTheFlood() {
        after(A_SECOND, 1);
        assertThat(after(A_SECOND, 0)).isEqualTo(1);
    }

    @Test
    void sampleIsDueOncePerPeriod() {
        gate.look(ShedController.PERIOD, 0);
        assertThat(gate.due(2 * ShedController.PERIOD - 1)).isFalse();
        assertThat(gate.due(2 * ShedController.PERIOD)).isTrue();
    }

    /**
     * A socket with room for so many datagrams, a server that does 400 in a period, a flood of so many times that: the server has to do
     * for all the time, and what it must hear has to find room.
     */
    @ParameterizedTest
    @CsvSource({"400, 2", "400, 10", "1000, 3", "8000, 1.3", "8000, 2", "8000, 5", "8000, 10", "8000, 50", "30000, 10"})
    void floodLosesFewMandatoryRequestsAndKeepsTheServerBusy(int room, double times) {
        var random = new Random(4711);
        double waiting = 0;
        double done = 0;
        double lost = 0;
        int rounds = 20 * A_SECOND;
        for (int i = 0; i < rounds; i++) {
            for (int part = 0; part < 10; part++) {
                double came = 40 * times * gate.share() * (0.8 + 0.4 * random.nextDouble());
                waiting += came;
                if (i > rounds / 10) lost += Math.max(0, waiting - room);
                waiting = Math.min(waiting, room);
                double now = Math.min(waiting, 40 * (0.7 + 0.6 * random.nextDouble()));
                waiting -= now;
                if (i > rounds / 10) done += now;
            }
            after(1, waiting / room);
        }
        assertThat(done / (400.0 * rounds * 0.9)).isGreaterThan(0.88);
        assertThat(lost / done).isLessThan(0.015);
    }
}
