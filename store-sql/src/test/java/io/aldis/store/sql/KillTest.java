package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Account;
import io.aldis.server.Samples;
import io.aldis.sip.Aor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Acknowledged writes are kept after {@code kill -9} of a process that writes as fast as it can. */
@Timeout(60)
class KillTest {
    private static final int USERS = 20;
    private static final int ACKNOWLEDGED = 3_000;

    @TempDir
    Path directory;

    private static Aor user(int number) {
        return new Aor("user" + number % USERS, "example.com");
    }

    /** The process that is killed: prints the number of each replacement that is on disk. */
    static final class Victim {
        public static void main(String[] arguments) throws InterruptedException {
            var store = SqliteStore.open(Path.of(arguments[0]));
            for (int i = 0; i < USERS; i++) store.accounts().put(new Account(user(i), Map.of("MD5", "0".repeat(32))));
            var mayWait = new Semaphore(200);
            List<CompletionStage<Long>> versions =
                    new ArrayList<>(Collections.nCopies(USERS, CompletableFuture.completedFuture(0L)));
            for (int i = 0; ; i++) {
                int number = i;
                mayWait.acquire();
                var binding = Samples.binding("sip:user@192.0.2.1;n=" + i);
                versions.set(
                        i % USERS,
                        versions.get(i % USERS)
                                .thenCompose(version ->
                                        store.bindings().compareAndSet(user(number), version, List.of(binding)))
                                .thenApply(result -> {
                                    if (result.set()) System.out.println(number);
                                    mayWait.release();
                                    return result.now().version();
                                }));
            }
        }
    }

    @Test
    void acknowledgedBindingsAreKeptAfterKillNine() throws Exception {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<Aor, Integer> acknowledged = killedAfterMany(victim);
        assertThat(victim.waitFor()).isEqualTo(128 + 9);
        assertThat(acknowledged).hasSize(USERS);
        try (var store = SqliteStore.open(directory)) {
            assertThat(store.accounts().list(List.of())).hasSize(USERS);
            for (var user : acknowledged.entrySet())
                assertThat(number(store, user.getKey())).isGreaterThanOrEqualTo(user.getValue());
        }
    }

    private static Map<Aor, Integer> killedAfterMany(Process victim) throws IOException {
        var last = new HashMap<Aor, Integer>();
        int count = 0;
        try (var lines = victim.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.matches("\\d+")) continue;
                int number = Integer.parseInt(line);
                last.merge(user(number), number, Math::max);
                if (++count == ACKNOWLEDGED) victim.toHandle().destroyForcibly();
            }
        } finally {
            victim.destroyForcibly();
        }
        return last;
    }

    private static int number(SqliteStore store, Aor user) {
        String contact = Samples.contacts(store.bindings(), user).getFirst();
        return Integer.parseInt(contact.substring(contact.indexOf("n=") + 2));
    }
}
