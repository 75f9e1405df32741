package io.aldis.lab;

import io.aldis.server.Account;
import io.aldis.sip.Aor;
import io.aldis.store.sql.FreePort;
import io.aldis.store.sql.SqlStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One server process that is ended once and started again on the same ports and store, while scenarios run beside each other, each in a
 * thread and with an account of its own. The server ends when each scenario has asked for it or has failed.
 */
final class ServerTwice {
    /** SIGTERM or SIGKILL. */
    enum End {
        SIGTERM,
        SIGKILL
    }

    /** A mailbox rule: what its phones and its sender do, with one restart in between. */
    record Rule(String name, Consumer<MailboxScenario> script) {}

    /** A transaction ends after 6.4 s, a silent device delays a sender for 4 s, a lease of PostgreSQL lasts 8 s. */
    private static final String CONFIGURATION = """
        timers:
          t1: 100ms
          t2: 400ms
        patience: 4s
        registration:
          shortest: 1s
        mailbox:
          retry: 1s
          slowest-retry: 2s
          messages: 30
          messages-per-sender: 20
        """;

    private static final long PATIENCE_SECONDS = 120;

    /** So many rules are tried at the same time, the first ones first: more would measure the machine. */
    private static final int AT_ONCE = 10;

    private final Path folder;
    private final Database database;
    private final End end;
    private final MailboxScenario.Ports ports = new MailboxScenario.Ports(FreePort.any(), FreePort.any());
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final CompletableFuture<Void> secondLife = new CompletableFuture<>();

    /**
     * What both lives keep.
     *
     * @param option {@code --store} with its value, or nothing for SQLite
     */
    record Database(SqlStore store, List<String> option) {}

    ServerTwice(Path folder, Database database, End end) {
        this.folder = folder;
        this.database = database;
        this.end = end;
    }

    /** @param before which this one waits for. @return the result of each rule, in their order */
    List<CompletableFuture<Void>> run(List<Rule> rules, CompletableFuture<?> before) {
        var asked = new CountDownLatch(rules.size());
        var firstLife = new CompletableFuture<Void>();
        var results = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < rules.size(); i++) {
            String user = "user" + i;
            database.store().accounts().put(new Account(new Aor(user, "example.com"), Map.of("MD5", "0".repeat(32))));
            Rule rule = rules.get(i);
            results.add(inThread(() -> {
                firstLife.join();
                run(rule, user, asked);
            }));
        }
        var all = CompletableFuture.allOf(results.toArray(CompletableFuture[]::new));
        inThread(() -> {
                    before.handle((_, _) -> true).join();
                    live(firstLife, asked, all);
                })
                .whenComplete((_, failure) -> {
                    if (failure == null) return;
                    firstLife.completeExceptionally(failure);
                    secondLife.completeExceptionally(failure);
                });
        return results;
    }

    private static CompletableFuture<Void> inThread(Runnable task) {
        var result = new CompletableFuture<Void>();
        Thread.ofVirtual().start(() -> {
            try {
                task.run();
                result.complete(null);
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void run(Rule rule, String user, CountDownLatch asked) {
        var ended = new AtomicBoolean();
        Runnable restart = () -> {
            if (ended.getAndSet(true)) throw new AssertionError("the server ends once");
            asked.countDown();
            places.release();
            secondLife.join();
            places.acquireUninterruptibly();
        };
        places.acquireUninterruptibly();
        try (var scenario = new MailboxScenario(user, ports, database.store(), restart)) {
            rule.script().accept(scenario);
            if (!ended.get()) throw new AssertionError("the server was not ended");
            scenario.check();
        } finally {
            if (!ended.getAndSet(true)) asked.countDown();
            places.release();
        }
    }

    private void live(CompletableFuture<Void> firstLife, CountDownLatch asked, CompletableFuture<Void> all) {
        try (AldisCommand.Server server = serve()) {
            firstLife.complete(null);
            if (!asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                throw new AssertionError("some rules did not come to the restart");
            if (end == End.SIGKILL) server.process().kill();
            else server.process().terminate();
            server.process().exit();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        try (var _ = serve()) {
            secondLife.complete(null);
            all.handle((_, _) -> null).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            database.store().close();
        }
    }

    private AldisCommand.Server serve() throws IOException {
        Path configuration = Files.writeString(folder.resolve("aldis.yaml"), CONFIGURATION);
        var arguments = new ArrayList<>(List.of("--config", configuration.toString()));
        arguments.addAll(List.of("--listen", "ws:127.0.0.1:" + ports.webSocket()));
        arguments.addAll(database.option());
        return new AldisCommand(folder).serveOpen(ports.sip(), arguments.toArray(String[]::new));
    }
}
