package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private static final long SECOND = 1_000_000_000L;

    private final TokenBuckets buckets = new TokenBuckets(60, Duration.ofMinutes(1), Duration.ofSeconds(3), 0);

    private int taken(long holder, long now) {
        int taken = 0;
        while (taken < 1000 && buckets.take(holder, now)) taken++;
        return taken;
    }

    @Test
    void bucketAllowsItsBurstAndThenOneASecond() {
        assertThat(taken(7, 0)).isEqualTo(3);
        assertThat(taken(7, SECOND - 1)).isZero();
        assertThat(taken(7, SECOND)).isEqualTo(1);
        assertThat(taken(7, 100 * SECOND)).isEqualTo(3);
    }

    @Test
    void eachKeyHasItsOwnBucket() {
        assertThat(taken(7, 0)).isEqualTo(3);
        assertThat(taken(8, 0)).isEqualTo(3);
    }

    @Test
    void leastDrainedBucketIsEvictedFromAFullSet() {
        int set = 1 << 12;
        for (int i = 1; i < 8; i++) assertThat(taken((long) i * set, 0)).isEqualTo(3);
        assertThat(buckets.take(8L * set, 0)).isTrue();
        assertThat(buckets.take(9L * set, 0))
                .as("in the place of the one before")
                .isTrue();
        assertThat(taken(set, 0)).as("the fullest are remembered").isZero();
    }
}
