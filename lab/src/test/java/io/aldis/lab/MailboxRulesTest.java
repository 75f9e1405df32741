package io.aldis.lab;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.aldis.lab.ServerTwice.End;
import io.aldis.lab.ServerTwice.Rule;
import io.aldis.store.sql.Postgres;
import io.aldis.store.sql.PostgresStore;
import io.aldis.store.sql.SqliteStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules of the mailbox (DESIGN §5) with a server process on SQLite and on PostgreSQL, which is ended by SIGTERM and by SIGKILL between
 * the moment when messages were accepted or taken and the moment when the phones come back. Rules run beside each other, and so do the two stores.
 */
class MailboxRulesTest {
    private static final long PATIENCE_SECONDS = 240;

    @TempDir
    private static Path folder;

    private static Optional<EmbeddedPostgres> postgres = Optional.empty();
    private static final List<CompletableFuture<Void>> running = new ArrayList<>();

    @BeforeAll
    static void database() throws IOException {
        postgres = Optional.of(EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setPGStartupWait(Postgres.STARTUP)
                .start());
    }

    /** The servers of a factory end by themselves when the last of their rules has ended. */
    @AfterAll
    static void end() throws IOException {
        all().handle((_, _) -> true)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        if (postgres.isPresent()) postgres.get().close();
    }

    private static CompletableFuture<Void> all() {
        return CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
    }

    private static List<Rule> rules() {
        return Stream.of(DeliveryRules.all(), AcceptanceRules.all(), ReturnRules.all())
                .flatMap(List::stream)
                .toList();
    }

    @TestFactory
    List<DynamicContainer> rule() throws IOException, SQLException {
        var containers = new ArrayList<DynamicContainer>();
        for (End end : End.values()) {
            CompletableFuture<Void> before = all();
            containers.add(tests("SQLite, " + end, onSqlite(end), before));
            containers.add(tests("PostgreSQL, " + end, onPostgres(end), before));
        }
        return containers;
    }

    private static DynamicContainer tests(String name, ServerTwice server, CompletableFuture<?> before) {
        List<CompletableFuture<Void>> results = server.run(rules(), before);
        running.addAll(results);
        var tests = new ArrayList<DynamicTest>();
        for (int i = 0; i < results.size(); i++) {
            CompletableFuture<Void> result = results.get(i);
            tests.add(dynamicTest(rules().get(i).name() + " (" + name + ")", () -> result(result)));
        }
        return dynamicContainer(name, tests);
    }

    private static void result(CompletableFuture<Void> result) throws Exception {
        try {
            result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getMessage(), e);
        }
    }

    private static ServerTwice onSqlite(End end) throws IOException {
        Path own = Files.createDirectories(folder.resolve("sqlite-" + end));
        var store = SqliteStore.open(Path.of(new AldisCommand(own).data()));
        return new ServerTwice(own, new ServerTwice.Database(store, List.of()), end);
    }

    private static ServerTwice onPostgres(End end) throws IOException, SQLException {
        Path own = Files.createDirectories(folder.resolve("postgresql-" + end));
        EmbeddedPostgres server = postgres.orElseThrow();
        String database = "rules_" + end.name().toLowerCase(Locale.ROOT);
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
        String place = "localhost:" + server.getPort() + "/" + database;
        var store = PostgresStore.open("postgresql://" + place, "postgres", "");
        var option = List.of("--store", "postgresql://postgres@" + place);
        return new ServerTwice(own, new ServerTwice.Database(store, option), end);
    }
}
