package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Aor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred thousand accounts. The time limits are wide: they find quadratic algorithms, not small regressions. */
class ManyAccountsTest {
    private static final int ACCOUNTS = 100_000;
    private static final Duration BOUND = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private SqliteStore store;

    @BeforeEach
    void fill() {
        store = SqliteStore.open(directory);
        store.writer().write(to -> {
            Sql.update(to, """
                    WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
                    INSERT INTO account (domain, user_name) SELECT 'example.com', 'user' || n FROM number""", ACCOUNTS - 1);
            return Sql.update(to, """
                    INSERT INTO account_secret (domain, user_name, algorithm, ha1)
                    SELECT domain, user_name, 'MD5', '939e7578ed9e3c518a452acee763bce9' FROM account""");
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static <T> T inTime(Supplier<T> work) {
        long begin = System.nanoTime();
        T answer = work.get();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);
        return answer;
    }

    @Test
    void allAccountsAreListedInSeconds() {
        assertThat(inTime(() -> store.accounts().list(List.of()))).hasSize(ACCOUNTS);
        assertThat(inTime(() -> store.accounts().list(List.of("example.com")))).hasSize(ACCOUNTS);
    }

    @Test
    void thousandAccountsAreFoundInSeconds() {
        assertThat(inTime(this::findEveryHundredth)).isEqualTo(ACCOUNTS / 100);
    }

    private int findEveryHundredth() {
        int found = 0;
        for (int i = 0; i < ACCOUNTS; i += 100)
            if (store.accounts().find(new Aor("user" + i, "example.com")).isPresent()) found++;
        return found;
    }
}
