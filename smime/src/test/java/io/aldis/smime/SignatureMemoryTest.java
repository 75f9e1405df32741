package io.aldis.smime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignatureMemoryTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void replayOfTheOldestSignatureIsDetectedWhenTheMemoryIsFull() {
        var memory = new SignatureMemory(HOUR);
        for (int i = 0; i < 50_000; i++)
            assertThat(memory.before("mark " + i, Instant.EPOCH)).isEmpty();
        assertThat(memory.before("mark 0", Instant.EPOCH.plusSeconds(1))).contains(Instant.EPOCH);
        assertThat(memory.before("one more", Instant.EPOCH.plusSeconds(1))).isEmpty();
        assertThat(memory.before("mark 1", Instant.EPOCH.plusSeconds(1))).contains(Instant.EPOCH);
        assertThat(memory.before("mark 0", Instant.EPOCH.plusSeconds(1)))
                .as("the oldest was dropped")
                .isEmpty();
    }

    @Test
    void signatureIsForgottenAfterItsTime() {
        var memory = new SignatureMemory(HOUR);
        assertThat(memory.before("mark", Instant.EPOCH)).isEmpty();
        assertThat(memory.before("mark", Instant.EPOCH.plus(HOUR))).contains(Instant.EPOCH);
        assertThat(memory.before("mark", Instant.EPOCH.plus(HOUR).plusMillis(1)))
                .isEmpty();
    }
}
