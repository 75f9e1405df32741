package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final long SEED = 42;

    @Test
    void sameBytesHaveTheSameFingerprint() {
        byte[] bytes = Given.request(Given.MESSAGE).bytes();
        assertThat(Fingerprint.of(bytes.clone(), SEED)).isEqualTo(Fingerprint.of(bytes, SEED));
        assertThat(Fingerprint.of(bytes.clone(), SEED)).hasSameHashCodeAs(Fingerprint.of(bytes, SEED));
    }

    @Test
    void differentSeedsGiveDifferentFingerprints() {
        byte[] bytes = Given.request(Given.MESSAGE).bytes();
        Set<Fingerprint> all = new HashSet<>();
        for (long seed = -5000; seed < 5000; seed++) all.add(Fingerprint.of(bytes, seed));
        assertThat(all).hasSize(10_000);
    }

    /** Both halves must tell requests apart that differ in one bit, in one octet, or in what was cut off or swapped. */
    @Test
    void nearlyEqualRequestsHaveDifferentFingerprints() {
        var seen = new Seen();
        byte[] bytes = Given.request(Given.MESSAGE).bytes();
        for (int at = 0; at < bytes.length; at++) {
            for (int value = 0; value < 256; value++) seen.add(with(bytes, at, (byte) value));
            seen.add(Arrays.copyOf(bytes, at));
            for (int other = at + 1; other < bytes.length; other++) seen.add(swapped(bytes, at, other));
        }
        seen.nothingCollided();
    }

    @Test
    void requestsThatDifferInCseqHaveDifferentFingerprints() {
        var seen = new Seen();
        String text = Given.MESSAGE.replace("\n", "\r\n");
        for (int i = 0; i < 100_000; i++)
            seen.add(text.replace("CSeq: 1 ", "CSeq: " + i + ' ').getBytes(StandardCharsets.US_ASCII));
        seen.nothingCollided();
    }

    @Test
    void runsOfTheSameOctetHaveDifferentFingerprints() {
        var seen = new Seen();
        for (byte value : new byte[] {0, 1, ' ', -1})
            for (int length = 0; length < 5000; length++) {
                byte[] run = new byte[length];
                Arrays.fill(run, value);
                seen.add(run);
            }
        seen.nothingCollided();
    }

    /** Each bit of the request turns each bit of the fingerprint about every other time, wherever it stands. */
    @Test
    void changedInputBitChangesHalfOfTheFingerprintBits() {
        var random = new Random(7);
        byte[] bytes = Given.request(Given.MESSAGE).bytes();
        long turned = 0;
        int trials = 0;
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            long seed = random.nextLong();
            Fingerprint before = Fingerprint.of(bytes, seed);
            Fingerprint after = Fingerprint.of(with(bytes, bit / 8, (byte) (bytes[bit / 8] ^ 1 << bit % 8)), seed);
            int differing = Long.bitCount(before.high ^ after.high) + Long.bitCount(before.low ^ after.low);
            assertThat(differing).as("bit %d", bit).isBetween(25, 103);
            turned += differing;
            trials++;
        }
        assertThat((double) turned / trials).isBetween(62.0, 66.0);
    }

    private static byte[] with(byte[] bytes, int at, byte value) {
        byte[] changed = bytes.clone();
        changed[at] = value;
        return changed;
    }

    private static byte[] swapped(byte[] bytes, int one, int other) {
        byte[] changed = with(bytes, one, bytes[other]);
        changed[other] = bytes[one];
        return changed;
    }

    /** Different inputs, and each half of their fingerprints. */
    private static final class Seen {
        private final Set<String> inputs = new HashSet<>();
        private final Set<Long> highs = new HashSet<>();
        private final Set<Long> lows = new HashSet<>();

        void add(byte[] bytes) {
            if (!inputs.add(new String(bytes, StandardCharsets.ISO_8859_1))) return;
            Fingerprint print = Fingerprint.of(bytes, SEED);
            highs.add(print.high);
            lows.add(print.low);
        }

        void nothingCollided() {
            assertThat(highs).hasSameSizeAs(inputs);
            assertThat(lows).hasSameSizeAs(inputs);
        }
    }
}
