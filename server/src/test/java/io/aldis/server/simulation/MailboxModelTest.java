package io.aldis.server.simulation;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Promises 1 to 8 of the mailbox (DESIGN §5) over random histories of a user's phones: registrar, directory, mailbox, courier and transactions
 * as they are, without sockets and threads, against {@link Promises}. A history that breaks a promise is shown in words, with as few steps as
 * break it; what was found so is in {@link BrokenHistoriesTest}. docs/mailbox.md says which rules it finds missing.
 *
 * <p>Seeds begin at 1, so that each run does the same. {@code -Dmodel.from=random} begins elsewhere and says where; {@code -Dmodel.from=7} begins
 * there, {@code -Dmodel.sequences=1000} does that many, {@code -Dmodel.seed=7} that one. Maven does 2,000 in the phase test and 100,000 in verify.
 */
class MailboxModelTest {
    private static final int LENGTH = 12;
    private static final long SEQUENCES = 100_000;
    /** So many histories are shown. */
    private static final int MOST = 5;

    @Test
    void deliveryRulesHoldInRandomHistories() {
        Long one = Long.getLong("model.seed");
        long from = one == null ? first() : one;
        long many = one == null ? Long.getLong("model.sequences", SEQUENCES) : 1;
        long began = System.nanoTime();
        List<String> broken = LongStream.range(from, from + many)
                .parallel()
                .mapToObj(MailboxModelTest::broken)
                .flatMap(Optional::stream)
                .limit(MOST)
                .toList();
        System.out.printf(
                "%,d histories from seed %d in %d s%n", many, from, (System.nanoTime() - began) / 1_000_000_000);
        if (!broken.isEmpty()) fail(String.join("\n\n", broken));
    }

    private static long first() {
        String from = System.getProperty("model.from", "1");
        return from.equals("random") ? new SplittableRandom().nextLong(1L << 40) : Long.parseLong(from);
    }

    private static Optional<String> broken(long seed) {
        History history = History.of(seed, LENGTH);
        return history.run().map(found -> history.shrunk(found.promise).told());
    }
}
