package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands wait for a slow server and not for a killed one. */
@Timeout(180)
class DeadServerTest {
    @TempDir
    private Path data;

    private final List<Process> servers = new ArrayList<>();
    private String store = "sqlite";
    private Optional<EmbeddedPostgres> postgres = Optional.empty();

    @AfterEach
    void end() throws Exception {
        for (Process each : servers) each.destroyForcibly().waitFor();
        if (postgres.isPresent()) postgres.get().close();
    }

    private void on(String database) throws IOException {
        if (database.equals("sqlite")) return;
        var started = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
        postgres = Optional.of(started);
        store = "postgresql://postgres@localhost:" + started.getPort() + "/postgres";
    }

    private Process serve() throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.aldis.app.Main",
                        "serve",
                        "--domain",
                        "example.com",
                        "--listen",
                        "udp:127.0.0.1:0")
                .redirectErrorStream(true);
        builder.environment()
                .put("ALDIS_DATA", data.resolve("server" + servers.size()).toString());
        if (store.equals("sqlite"))
            builder.environment().put("ALDIS_DATA", data.resolve("shared").toString());
        builder.environment().put("ALDIS_STORE", store);
        Process serve = builder.start();
        servers.add(serve);
        awaitReady(serve.inputReader(StandardCharsets.UTF_8));
        return serve;
    }

    private static void awaitReady(BufferedReader said) throws IOException {
        var all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains("aldis ready")) return;
            all.append(line).append('\n');
        }
        throw new AssertionError("the server has ended: " + all);
    }

    private Shell.Ended add(String user) {
        return Shell.in(data.resolve("shared"))
                .set("ALDIS_PASSWORD", "secret")
                .run("user", "add", "sip:" + user + "@example.com", "--store", store);
    }

    private static void signal(Process process, String which) throws Exception {
        assertThat(new ProcessBuilder("kill", which, Long.toString(process.pid()))
                        .start()
                        .waitFor(60, TimeUnit.SECONDS))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void killedServerIsNotAwaited(String database) throws Exception {
        on(database);
        Process serve = serve();
        assertThat(add("first").err()).endsWith("; the running server has it\n");
        signal(serve, "-KILL");
        serve.waitFor();
        for (String user : List.of("second", "third")) {
            var added = add(user);
            assertThat(added.code()).as(added.err()).isZero();
            assertThat(added.err()).endsWith("; no server is running on it\n");
        }
        serve();
        assertThat(add("fourth").err()).endsWith("; the running server has it\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void stoppedServerIsAwaitedAndNamed(String database) throws Exception {
        on(database);
        Process serve = serve();
        signal(serve, "-STOP");
        var added = add("carol");
        signal(serve, "-CONT");
        assertThat(added.code()).as(added.err()).isEqualTo(4);
        assertThat(added.err())
                .contains("but the running server has not confirmed within 5 s to work with that")
                .hasLineCount(1);
        assertThat(add("dave").err()).endsWith("; the running server has it\n");
    }

    @Test
    void commandWaitsForTheLivingOneOfTwoServersOnly() throws Exception {
        on("postgresql");
        Process dead = serve();
        serve();
        assertThat(add("first").err()).endsWith("; all 2 running servers have it\n");
        signal(dead, "-KILL");
        dead.waitFor();
        var added = add("second");
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(added.err()).endsWith("; the running server has it\n");
    }
}
