package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.store.sql.DirectoryLock;
import io.aldis.store.sql.SqliteStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A change by a command is in force in the running server when the command returns. */
@Timeout(900)
class ChangesInForceTest {
    private static final int TIMES = 1_000;
    private static final int TURNS = 4;

    @TempDir
    private Path data;

    private static final Map<String, String> GENEROUS = Map.of(
            "ALDIS_MAILBOX_ENABLED",
            "false",
            "ALDIS_GUESSES_PER_ADDRESS",
            "100000",
            "ALDIS_GUESSES_PER_ACCOUNT",
            "100000",
            "ALDIS_LIMITS_MESSAGES_PER_ADDRESS",
            "100000000");

    private ServerWithAccounts server() {
        return new ServerWithAccounts(data, GENEROUS);
    }

    private static DigestPhone phone(ServerWithAccounts server) {
        return new DigestPhone(Integer.parseInt(server.server("udp").replaceFirst(".*:(\\d+);.*", "$1")));
    }

    private static Shell.Ended user(ServerWithAccounts server, String... arguments) {
        var all = new ArrayList<>(List.of("user"));
        all.addAll(List.of(arguments));
        return server.shell().run(all.toArray(String[]::new));
    }

    @Test
    void addedAccountsRegisterAtOnceWhileTheMachineIsBusy() {
        var refused = new ArrayList<String>();
        try (var server = server();
                var phone = phone(server);
                var _ = new BusyMachine()) {
            for (int i = 0; i < TIMES; i++) {
                var added = user(server, "add", "sip:user" + i + "@example.com");
                assertThat(added.code()).as(added.err()).isZero();
                int status = phone.register("user" + i, "secret");
                if (status != 200) refused.add("user" + i + ": " + status);
            }
        }
        assertThat(refused).isEmpty();
    }

    /** In no order, as a directory of people has them. */
    private static String table(int accounts) {
        var table = new StringBuilder("address,password,ha1\n");
        for (int i = 0; i < accounts; i++) {
            String user = "many" + (i * 7919 % accounts);
            table.append(user).append("@example.com,");
            table.append(i % 2 == 0 ? "secret,\n" : "," + DigestPhone.md5(user + ":example.com:secret") + '\n');
        }
        return table.toString();
    }

    @Test
    void importedAccountsRegisterAtOnce() throws Exception {
        int accounts = 10_000;
        int phones = 8;
        var refused = new ConcurrentLinkedQueue<String>();
        try (var server = server();
                var threads = Executors.newFixedThreadPool(phones)) {
            var imported = server.shell().typing(table(accounts)).run("import");
            assertThat(imported.code()).as(imported.err()).isZero();
            assertThat(imported.err())
                    .contains("new here: 10000 accounts, 0 messages")
                    .endsWith("; the running server has it\n");
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < phones; i++) {
                int first = i;
                all.add(threads.submit(() -> {
                    try (var phone = phone(server)) {
                        for (int user = accounts - 1 - first; user >= 0; user -= phones) {
                            int status = phone.register("many" + user, "secret");
                            if (status != 200) refused.add("many" + user + ": " + status);
                        }
                    }
                }));
            }
            for (Future<?> each : all) each.get();
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void newPasswordIsInForceWhenTheCommandReturns() {
        try (var server = server();
                var phone = phone(server)) {
            for (int i = 0; i < 50; i++) {
                String password = "new" + i;
                server.shell().set("ALDIS_PASSWORD", password).run("user", "password", "sip:bob@example.com");
                assertThat(phone.register("bob", password)).as(password).isEqualTo(200);
                assertThat(phone.register("bob", i == 0 ? "secret" : "new" + (i - 1)))
                        .isNotEqualTo(200);
                assertThat(phone.register("bob", password)).isEqualTo(200);
            }
        }
    }

    @Test
    void removedUserMayNotRegisterWhenTheCommandReturns() {
        try (var server = server();
                var phone = phone(server)) {
            for (int i = 0; i < 50; i++) {
                assertThat(user(server, "add", "sip:carol@example.com").code()).isZero();
                assertThat(phone.register("carol", "secret")).isEqualTo(200);
                assertThat(user(server, "remove", "sip:carol@example.com").code())
                        .isZero();
                assertThat(phone.register("carol", "secret")).isNotEqualTo(200);
            }
        }
    }

    @Test
    void newPolicyAppliesToTheNextMessageWhileTheMachineIsBusy() {
        try (var server = server();
                var bob = server.listen("udp");
                var _ = new BusyMachine()) {
            for (int i = 0; i < TURNS; i++) {
                var blocked = user(server, "policy", "sip:bob@example.com", "--clear", "--add", "block all");
                assertThat(blocked.err()).endsWith("; the running server has it\n");
                var refused = server.toBob("refused " + i);
                assertThat(refused.code())
                        .as("message %d: %s", i, refused.err())
                        .isEqualTo(1);
                assertThat(refused.err()).contains("403");
                assertThat(user(server, "policy", "sip:bob@example.com", "--clear")
                                .code())
                        .isZero();
                var taken = server.toBob("taken " + i);
                assertThat(taken.code()).as("message %d: %s", i, taken.err()).isZero();
                assertThat(bob.await("sip:alice@example.com: ")).endsWith("taken " + i);
            }
        }
    }

    /** A message for a device that is there is delivered, or kept first and answered 202, as the command has set it. */
    @Test
    void newAcceptFirstAppliesToTheNextMessageWhileTheMachineIsBusy() {
        try (var server = new ServerWithAccounts(data, "true");
                var bob = server.listen("udp");
                var _ = new BusyMachine()) {
            for (int i = 0; i < TURNS; i++) {
                String acceptFirst = i % 2 == 0 ? "on" : "off";
                var set = user(server, "set", "sip:bob@example.com", "--accept-first", acceptFirst);
                assertThat(set.err()).endsWith("; the running server has it\n");
                var sent = server.toBob("message " + i);
                assertThat(sent.code())
                        .as("message %d, %s: %s", i, acceptFirst, sent.err())
                        .isEqualTo(i % 2 == 0 ? 3 : 0);
                assertThat(bob.await("sip:alice@example.com: ")).endsWith("message " + i);
            }
        }
    }

    /** On PostgreSQL the server hears of a change by another way than on SQLite. */
    @Test
    void changesOnPostgresqlAreInForceWhileTheMachineIsBusy() throws Exception {
        try (var postgres = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofMinutes(2))
                        .start();
                var server = new ServerWithAccounts(data, onPostgresql(postgres.getPort()));
                var bob = server.listen("udp");
                var phone = phone(server);
                var _ = new BusyMachine()) {
            for (int i = 0; i < TURNS; i++) {
                String user = "sip:user" + i + "@example.com";
                assertThat(user(server, "add", user).err()).endsWith("; the running server has it\n");
                assertThat(phone.register("user" + i, "secret")).as(user).isEqualTo(200);
                assertThat(server.shell()
                                .set("ALDIS_PASSWORD", "new")
                                .run("user", "password", user)
                                .code())
                        .isZero();
                assertThat(phone.register("user" + i, "new")).as(user).isEqualTo(200);
                assertThat(phone.register("user" + i, "secret")).as(user).isEqualTo(401);
                assertThat(user(server, "remove", user).code()).isZero();
                assertThat(phone.register("user" + i, "new")).as(user).isEqualTo(401);
                assertThat(user(server, "policy", "sip:bob@example.com", "--add", "block all")
                                .code())
                        .isZero();
                assertThat(server.toBob("refused " + i).code()).as(user).isEqualTo(1);
                assertThat(user(server, "policy", "sip:bob@example.com", "--clear")
                                .code())
                        .isZero();
                assertThat(server.toBob("taken " + i).code()).as(user).isZero();
                assertThat(bob.await("sip:alice@example.com: ")).endsWith("taken " + i);
            }
        }
    }

    private static Map<String, String> onPostgresql(int port) {
        var settings = new HashMap<>(GENEROUS);
        settings.put("ALDIS_STORE", "postgresql://postgres@localhost:" + port + "/postgres");
        return settings;
    }

    /** The table goes on until the first word of progress has come. */
    @Test
    void importReportsItsProgress() throws Exception {
        int rows = 0;
        String progress = "";
        var table = new PipedOutputStream();
        var input = new PipedInputStream(table, 1 << 16);
        try (var job = Shell.in(data).typing(input).start("import")) {
            try (table) {
                table.write("address,password,ha1\n".getBytes(StandardCharsets.US_ASCII));
                for (long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
                        progress.isEmpty() && System.nanoTime() < end; ) {
                    var chunk = new StringBuilder();
                    for (int i = 0; i < 500; i++)
                        chunk.append("user").append(rows++).append("@example.com,,0123456789abcdef0123456789abcdef\n");
                    table.write(chunk.toString().getBytes(StandardCharsets.US_ASCII));
                    table.flush();
                    progress = job.within(500, " so far").orElse("");
                }
            }
            assertThat(progress).matches("aldis: imported \\d+ accounts, 0 devices, 0 messages so far");
            assertThat(job.exit()).isZero();
            assertThat(job.said()).contains("new here: " + rows + " accounts, 0 messages");
        }
    }

    @Test
    void commandReportsThatTheServerHasTheChange() {
        try (var server = server()) {
            assertThat(user(server, "add", "sip:carol@example.com").err())
                    .isEqualTo("aldis: added sip:carol@example.com (" + data + "); the running server has it\n");
            assertThat(user(server, "set", "sip:carol@example.com", "--accept-first", "on")
                            .err())
                    .endsWith("; the running server has it\n");
            assertThat(user(server, "policy", "sip:carol@example.com", "--add", "block all")
                            .err())
                    .isEqualTo("aldis: changed the rules of sip:carol@example.com (" + data
                            + "); the running server has it\n");
            assertThat(user(server, "policy", "sip:carol@example.com").err()).isEmpty();
            assertThat(server.shell()
                            .run("mailbox", "retry", "sip:carol@example.com")
                            .err())
                    .endsWith("; the running server has it\n");
        }
        assertThat(Shell.in(data).run("user", "remove", "sip:carol@example.com").err())
                .isEqualTo("aldis: removed sip:carol@example.com (" + data + "); no server is running on it\n");
    }

    @Test
    void unconfirmedChangeIsReportedAfterFiveSecondsWithItsExitCode() {
        var never = new CompletableFuture<Boolean>();
        try (var _ = DirectoryLock.take(data);
                var store = SqliteStore.open(data);
                var _ = store.changes().follow(_ -> never)) {
            long began = System.nanoTime();
            var added = Shell.in(data).set("ALDIS_PASSWORD", "secret").run("user", "add", "sip:carol@example.com");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(5));
            assertThat(added.code()).isEqualTo(4);
            assertThat(added.err())
                    .isEqualTo("aldis: added sip:carol@example.com (" + data
                            + "), but the running server has not confirmed within 5 s to work with that, and"
                            + " may refuse until then\n");
        }
    }
}
