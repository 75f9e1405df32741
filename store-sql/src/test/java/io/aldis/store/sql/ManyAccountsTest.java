package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Account;
import io.aldis.server.AccountStore;
import io.aldis.sip.Aor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hundred thousand accounts. The bounds are wide: they find what is quadratic, not what is slow by a half. */
@Timeout(120)
class ManyAccountsTest {
    private static final int ACCOUNTS = 100_000;
    private static final int WRITERS = 1_000;

    @TempDir
    Path directory;

    @Test
    void aHundredThousandAccountsAreListedInSecondsAndFoundInMillis() {
        try (var store = SqliteStore.open(directory)) {
            long t0 = System.nanoTime();
            putAll(store.accounts());
            System.out.println("put ms " + (System.nanoTime() - t0) / 1000000);
            t0 = System.nanoTime();
            assertThat(store.accounts().list(List.of())).hasSize(ACCOUNTS);
            System.out.println("list ms " + (System.nanoTime() - t0) / 1000000);
            t0 = System.nanoTime();
            assertThat(within(Duration.ofSeconds(10), () -> store.accounts().list(List.of("example.com"))))
                    .hasSize(ACCOUNTS);
            System.out.println("list2 ms " + (System.nanoTime() - t0) / 1000000);
            t0 = System.nanoTime();
            within(Duration.ofSeconds(10), () -> findEveryHundredth(store.accounts()));
            System.out.println("1000 finds ms " + (System.nanoTime() - t0) / 1000000);
        }
    }

    private static Aor user(int number) {
        return new Aor("user" + number, "example.com");
    }

    private static void putAll(AccountStore accounts) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                int first = i;
                threads.execute(() -> {
                    for (int user = first; user < ACCOUNTS; user += WRITERS)
                        accounts.put(new Account(user(user), Map.of("MD5", "0".repeat(32))));
                });
            }
        }
    }

    private static boolean findEveryHundredth(AccountStore accounts) {
        for (int i = 0; i < ACCOUNTS; i += 100)
            assertThat(accounts.find(user(i))).isPresent();
        return true;
    }

    private static <T> T within(Duration time, Supplier<T> work) {
        long begin = System.nanoTime();
        T answer = work.get();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(time);
        return answer;
    }
}
