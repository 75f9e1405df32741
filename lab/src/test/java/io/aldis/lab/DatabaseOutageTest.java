package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.store.sql.Postgres;
import io.aldis.store.sql.PostgresStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL stops under a running server and starts again: 503 meanwhile, no accepted message is lost, no restart is needed. */
@Timeout(300)
class DatabaseOutageTest {
    private static final int AT_ONCE = 50;
    private static final int SOME = 5;

    /** No sender waits for longer than 32 s (Timer F); an outage is known before. */
    private static final Duration SOON = Duration.ofSeconds(31);

    private static final Duration COMING_BACK = Duration.ofSeconds(40);

    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Ledger ledger = new Ledger();
    private final Random random = new Random(11);
    private final Asking sender = new Asking();
    private int sent;
    private Duration slowest = Duration.ZERO;
    private Duration slowestRelay = Duration.ZERO;

    @TempDir
    private Path folder;

    @BeforeEach
    void addUsers() {
        try (var store = PostgresStore.open(POSTGRES.url(), "postgres", "")) {
            AldisCommand.addUsers(store, List.of("away", "here"));
        }
    }

    // ---- one message

    private void send(int server, SlowDevice to) {
        String id = "n" + sent++;
        String text = OddMessage.of(random, to.user(), id, sender.port());
        ledger.sent(id, text, List.of(to.name()));
        sender.say(server, text);
    }

    private int hear() {
        long begun = System.nanoTime();
        String answer = sender.answer(SOON).orElseThrow(() -> new AssertionError("no answer within " + SOON));
        int code = SipText.code(answer);
        if (code == 202) ledger.answer(SipText.header(answer, "Call-ID"), answer);
        if (code == 503) {
            assertThat(SipText.header(answer, "Retry-After")).isEqualTo("30");
            slowest = longer(slowest, begun);
        }
        return code;
    }

    private static Duration longer(Duration known, long begun) {
        var waited = Duration.ofNanos(System.nanoTime() - begun);
        return waited.compareTo(known) > 0 ? waited : known;
    }

    private int ask(int server, SlowDevice to) {
        send(server, to);
        return hear();
    }

    // ---- while it is away, and afterwards

    private void refusesAndRelays(int server, SlowDevice away, SlowDevice here) {
        for (int i = 0; i < 2; i++) assertThat(ask(server, away)).isEqualTo(503);
        for (int i = 0; i < SOME; i++) send(server, away);
        for (int i = 0; i < SOME; i++) assertThat(hear()).isEqualTo(503);
        for (int i = 0; i < SOME; i++) {
            long begun = System.nanoTime();
            assertThat(ask(server, here)).isEqualTo(200);
            slowestRelay = longer(slowestRelay, begun);
        }
    }

    private void keepsAgain(int server, SlowDevice away) {
        await().atMost(COMING_BACK).until(() -> ask(server, away) == 202);
        for (int i = 0; i < SOME; i++) assertThat(ask(server, away)).isEqualTo(202);
    }

    private void stopped(int server, SlowDevice away, SlowDevice here) {
        POSTGRES.stop();
        refusesAndRelays(server, away, here);
        POSTGRES.start();
        keepsAgain(server, away);
    }

    /** In the middle of a burst: each is answered, by one or the other. */
    private void killed(int server, SlowDevice away) throws Exception {
        for (int i = 0; i < AT_ONCE; i++) send(server, away);
        assertThat(hear()).isEqualTo(202);
        POSTGRES.crash();
        for (int i = 1; i < AT_ONCE; i++) assertThat(hear()).isIn(202, 503);
        POSTGRES.start();
        keepsAgain(server, away);
    }

    private void frozen(int server, SlowDevice away, SlowDevice here) throws Exception {
        POSTGRES.freeze();
        try {
            refusesAndRelays(server, away, here);
        } finally {
            POSTGRES.thaw();
        }
        keepsAgain(server, away);
    }

    @Test
    @Tag("3428-7-09")
    void messagesForAbsentUsersGet503WhileTheDatabaseIsDownAndNoneIsLost() throws Exception {
        try (var server = new AldisCommand(folder).serveOpen(0, "--store", POSTGRES.address())) {
            var around = new SlowDevice.Surroundings(server.udp(), ledger, timer, random);
            try (var away = new SlowDevice("away", "urn:uuid:away", SlowDevice.Contact.KEPT, around);
                    var here = new SlowDevice("here", "urn:uuid:here", SlowDevice.Contact.KEPT, around)) {
                here.registers();
                away.registers();
                away.leaves();
                keepsAgain(server.udp(), away);
                stopped(server.udp(), away, here);
                killed(server.udp(), away);
                frozen(server.udp(), away, here);
                away.registers();
                await().atMost(COMING_BACK).until(() -> ledger.missing().isEmpty());
                System.out.println("DatabaseOutageTest: 503 after " + slowest.toMillis()
                        + " ms at most, a relayed 200 after " + slowestRelay.toMillis() + " ms at most, " + ledger);
            }
        }
        assertThat(ledger.wrong()).isEmpty();
        assertThat(ledger.duplicates()).isZero();
    }

    @AfterEach
    void end() {
        sender.close();
        timer.shutdownNow();
    }
}
