package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Aor;
import io.aldis.store.sql.SqliteStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM during a flood of messages for absent users: each message answered 202 is on disk, later ones get 503 or no response. */
@Timeout(120)
class ShutdownTest {
    private static final List<String> AWAY =
            IntStream.range(0, 20).mapToObj(i -> "away" + i).toList();

    private static final String SILENT = "silent";
    private static final List<String> USERS =
            Stream.concat(AWAY.stream(), Stream.of(SILENT)).toList();
    private static final String HELD = "held";

    @TempDir
    private Path folder;

    private final Set<String> accepted = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final Set<Integer> others = new HashSet<>();

    @Test
    @Tag("3261-21.5.4-01")
    void messageAcceptedBeforeTheEndIsOnDisk() throws Exception {
        Path config = Files.writeString(folder.resolve("aldis.yaml"), "patience: 2s\n");
        var command = new AldisCommand(folder).strict();
        command.addUsers(USERS);
        try (var server = command.serveOpen(0, "--config", config.toString());
                var phone = new UdpPhone();
                var silent = new UdpPhone()) {
            holdSomething(server, phone, silent);
            var ended = new AtomicBoolean();
            for (int i = 0; accepted.size() < 200; i++) flood(phone, server, i);
            Thread end = Thread.ofVirtual().start(() -> {
                server.process().terminate();
                server.process().exit();
                ended.set(true);
            });
            for (int i = 0; !ended.get(); i++) flood(phone, server, 1_000_000 + i);
            end.join();
            hear(phone, Duration.ofMillis(500));
            assertThat(server.process().exit()).isEqualTo(143);
        }
        assertThat(others).isEmpty();
        assertThat(accepted).contains(HELD).hasSizeGreaterThan(200).isSubsetOf(kept());
        assertThat(refused).isNotEmpty().doesNotContainAnyElementsOf(kept());
    }

    /** A message that the server has in hand when it is told to end, and must keep: its device says nothing. */
    private static void holdSomething(AldisCommand.Server server, UdpPhone phone, UdpPhone silent) {
        silent.say(
                server.udp(),
                SipText.register(new SipText.Registrant(SILENT, "urn:uuid:s", "s"), silent.port(), 1, 600));
        assertThat(SipText.code(silent.answer(Duration.ofSeconds(20)).orElseThrow()))
                .isEqualTo(200);
        phone.say(server.udp(), SipText.message(SILENT, HELD, phone.port(), "text"));
        assertThat(silent.hear(Duration.ofSeconds(20)).orElseThrow()).startsWith("MESSAGE ");
    }

    /** One more, and what has come meanwhile. */
    private void flood(UdpPhone phone, AldisCommand.Server server, int number) {
        String id = "flood-" + number;
        phone.say(server.udp(), SipText.message(AWAY.get(number % AWAY.size()), id, phone.port(), "text"));
        hear(phone, Duration.ofMillis(1));
    }

    private void hear(UdpPhone phone, Duration patience) {
        Optional<String> answer = phone.answer(patience);
        while (answer.isPresent()) {
            String id = SipText.header(answer.get(), "Call-ID");
            switch (SipText.code(answer.get())) {
                case 202 -> accepted.add(id);
                case 503 -> refused.add(id);
                default -> others.add(SipText.code(answer.get()));
            }
            answer = phone.answer(patience);
        }
    }

    private Set<String> kept() {
        var ids = new HashSet<String>();
        try (var store = SqliteStore.open(Path.of(folder.resolve("data").toString()))) {
            for (String user : USERS)
                store.mailboxAdmin()
                        .messages(new Aor(user, "example.com"), 0, 1_000_000)
                        .toCompletableFuture()
                        .join()
                        .forEach(each -> ids.add(SipText.header(
                                new String(each.message().bytes(), StandardCharsets.ISO_8859_1), "Call-ID")));
        }
        return ids;
    }
}
