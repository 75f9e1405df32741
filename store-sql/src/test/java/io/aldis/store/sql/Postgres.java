package io.aldis.store.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real server of PostgreSQL on loopback for the tests of a class, with an empty database before each of them. */
public final class Postgres implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private final Path directory;
    /** On a slow disk, with a journal to read. */
    public static final Duration STARTUP = Duration.ofMinutes(1);

    private @Nullable EmbeddedPostgres running;
    private int port;
    private int tests;

    public Postgres() {
        try {
            directory = Files.createTempDirectory("aldis-postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (!mayRun())
            throw new IllegalStateException(
                    "PostgreSQL does not run as root, and here root may not become another user (unshare -U)");
        if (running == null) start();
    }

    private static boolean mayRun() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) return true;
        return new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        tests++;
        sql("CREATE DATABASE " + database());
    }

    /** Nested classes have the same server. */
    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (context.getRequiredTestClass().getEnclosingClass() != null) return;
        stop();
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }

    /** Again on the same port, with what it had before. As root, which PostgreSQL will not run as, the library makes a user of its own. */
    public void start() {
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false);
        if (port == 0) port = FreePort.any();
        try {
            running = builder.setPort(port).setPGStartupWait(STARTUP).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        try (var _ = running) {
            running = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String database() {
        return "test" + tests;
    }

    void sql(String statement) throws SQLException {
        try (var connection =
                Objects.requireNonNull(running).getPostgresDatabase().getConnection()) {
            Sql.run(connection, statement);
        }
    }

    public int port() {
        return port;
    }

    /** Not even a checkpoint; processes that served somebody end by themselves. */
    public void crash() throws IOException, InterruptedException {
        var all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        for (var each : all) each.onExit().join();
        stop();
        Files.deleteIfExists(pidFile());
    }

    /** All of its processes stand still: connections stay, and nothing is answered. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String which) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", which));
        for (var each : processes()) command.add(Long.toString(each.pid()));
        new ProcessBuilder(command).start().waitFor();
    }

    private List<ProcessHandle> processes() throws IOException {
        long pid = Long.parseLong(Files.readAllLines(pidFile()).getFirst().strip());
        var postmaster = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.children()).toList();
    }

    private Path pidFile() {
        return directory.resolve("data").resolve("postmaster.pid");
    }

    /** The database of this test, for {@code --store}. */
    public String address() {
        return url(port).replace("//", "//postgres@");
    }

    /** The same without its user, {@code postgres}, who needs no password. */
    public String url() {
        return url(port);
    }

    private String url(int at) {
        return "postgresql://localhost:" + at + "/" + database();
    }

    PostgresSource source() {
        return source(port);
    }

    PostgresSource source(int at) {
        return new PostgresSource(url(at), "postgres", "");
    }

    SqlStore store() {
        return store(source());
    }

    SqlStore store(PostgresSource source) {
        return PostgresStore.open(source, Leases.USUAL, InstantSource.system());
    }

    SqlStore store(Duration lease) {
        return PostgresStore.open(source(), lease, InstantSource.system());
    }
}
