package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerMemoryTest {
    private static final long KEEP = 32_000;
    private static final int CHUNK = AnswerMemory.CHUNK;

    @Test
    void responseIsFoundUntilItsTimeIsOver() {
        var memory = new AnswerMemory(KEEP, 4L * CHUNK);
        memory.keep(print(1), new byte[] {1, 2, 3}, 1000);
        memory.forget(1000 + KEEP - 1);
        assertThat(memory.find(print(1))).containsExactly(1, 2, 3);
        assertThat(memory.find(print(2))).isNull();
        memory.forget(1000 + KEEP);
        assertThat(memory.find(print(1))).isNull();
        assertThat(memory.count()).isZero();
    }

    @Test
    void firstResponseIsKept() {
        var memory = new AnswerMemory(KEEP, 4L * CHUNK);
        memory.keep(print(1), new byte[] {1}, 0);
        memory.keep(print(1), new byte[] {2}, 0);
        assertThat(memory.find(print(1))).containsExactly(1);
        assertThat(memory.count()).isEqualTo(1);
    }

    @Test
    void responseLargerThanAChunkIsNotKept() {
        var memory = new AnswerMemory(KEEP, CHUNK);
        memory.keep(print(1), new byte[CHUNK], 0);
        memory.keep(print(2), new byte[CHUNK + 1], 0);
        assertThat(memory.find(print(1))).hasSize(CHUNK);
        assertThat(memory.find(print(2))).isNull();
    }

    @Test
    void emptyResponseIsKept() {
        var memory = new AnswerMemory(KEEP, CHUNK);
        memory.keep(print(1), new byte[0], 0);
        memory.keep(print(2), new byte[CHUNK], 0);
        assertThat(memory.find(print(1))).isEmpty();
        assertThat(memory.find(print(2))).hasSize(CHUNK);
    }

    @Test
    void fullMemoryEvictsTheOldestResponseAndStaysBelowItsLimit() {
        var memory = new AnswerMemory(KEEP, 3L * CHUNK);
        for (int i = 0; i < 1000; i++) {
            memory.keep(print(i), new byte[10_000], 0);
            assertThat(memory.find(print(i))).isNotNull();
            assertThat(memory.bytes()).isLessThan(4L * CHUNK + 100_000);
        }
        assertThat(memory.find(print(0))).isNull();
        assertThat(memory.count()).isBetween(200, 320);
        for (int i = 1000 - memory.count(); i < 1000; i++)
            assertThat(memory.find(print(i))).isNotNull();
    }

    @Test
    void memoryWorksWithOneChunk() {
        var memory = new AnswerMemory(KEEP, 1);
        for (int i = 0; i < 1000; i++) {
            memory.keep(print(i), new byte[10_000], 0);
            assertThat(memory.find(print(i))).hasSize(10_000);
        }
        assertThat(memory.bytes()).isLessThan(CHUNK + 100_000);
    }

    @Test
    void memoryOfExpiredResponsesIsFreed() {
        var memory = new AnswerMemory(KEEP, 256L * CHUNK);
        for (int i = 0; i < 200_000; i++) memory.keep(new Fingerprint(i * 5L, i), new byte[400], 0);
        assertThat(memory.count()).isEqualTo(200_000);
        assertThat(memory.bytes()).isGreaterThan(80_000_000);
        for (int tick = 0; tick < 20; tick++) memory.forget(KEEP);
        assertThat(memory.count()).isZero();
        assertThat(memory.bytes()).isLessThan(2L * CHUNK + 100_000);
        memory.keep(print(7), new byte[] {7}, KEEP);
        assertThat(memory.find(print(7))).containsExactly(7);
    }

    /** Growth, expiry, eviction and removal between neighbours of the index, against a plain map. */
    @ParameterizedTest
    @CsvSource({"1,256,300", "2,256,300", "3,2,20000", "4,3,60000", "5,1,9000", "6,64,0"})
    void memoryBehavesLikeAMap(long seed, int chunks, int longest) {
        var random = new Random(seed);
        var memory = new AnswerMemory(KEEP, (long) chunks * CHUNK);
        Map<Integer, byte[]> model = new LinkedHashMap<>();
        Map<Integer, Long> until = new LinkedHashMap<>();
        long now = -KEEP;
        for (int i = 0; i < (longest > 1000 ? 3000 : 60_000); i++) {
            now += random.nextInt(i % 20_000 < 10_000 ? 3 : 40);
            int number = random.nextInt(100_000);
            byte[] answer = new byte[random.nextInt(longest + 1)];
            random.nextBytes(answer);
            memory.keep(print(number), answer, now);
            expire(model, until, now);
            if (model.putIfAbsent(number, answer) == null) until.put(number, now + KEEP);
            evicted(model, until, memory.count());
            int other = random.nextInt(100_000);
            assertThat(Arrays.equals(memory.find(print(number)), model.get(number)))
                    .isTrue();
            assertThat(Arrays.equals(memory.find(print(other)), model.get(other)))
                    .isTrue();
            if (i % 5000 == 0) assertThat(allFound(memory, model)).isTrue();
        }
        memory.forget(now + KEEP);
        assertThat(memory.count()).isZero();
    }

    private static void expire(Map<Integer, byte[]> model, Map<Integer, Long> until, long now) {
        var oldest = until.entrySet().iterator();
        while (oldest.hasNext()) {
            var entry = oldest.next();
            if (entry.getValue() > now) return;
            oldest.remove();
            model.remove(entry.getKey());
        }
    }

    /** The oldest may go early, and nothing else. */
    private static void evicted(Map<Integer, byte[]> model, Map<Integer, Long> until, int left) {
        var oldest = model.keySet().iterator();
        while (model.size() > left) {
            until.remove(oldest.next());
            oldest.remove();
        }
        assertThat(left).isEqualTo(model.size());
    }

    private static boolean allFound(AnswerMemory memory, Map<Integer, byte[]> model) {
        return model.entrySet().stream()
                .allMatch(entry -> Arrays.equals(memory.find(print(entry.getKey())), entry.getValue()));
    }

    /** Many with the same place in the index, whose neighbours are pushed aside. */
    private static Fingerprint print(int number) {
        return new Fingerprint(number % 1024 * 97L, number);
    }
}
