package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.TrailGap;
import io.aldis.store.sql.SqliteStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code aldis trail} with a running server and without one. */
class TrailCommandTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String BOB = "sip:bob@example.com";

    @TempDir
    private Path data;

    private Shell.Ended trail(String... arguments) {
        var all = new java.util.ArrayList<>(List.of("trail"));
        all.addAll(List.of(arguments));
        return Shell.in(data).run(all.toArray(String[]::new));
    }

    private void untilDelivered() {
        Executor soon = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);
        for (int i = 0; i < 100 && !trail(BOB).out().contains("delivered"); i++)
            CompletableFuture.runAsync(() -> {}, soon).join();
    }

    @Test
    void trailIsShownWithTheServerRunningAndStopped() {
        try (var aldis = new ServerWithAccounts(data, "true")) {
            assertThat(aldis.toBob("my secret").code()).isEqualTo(3);
            try (Job bob = aldis.listen("udp", "--count", "1")) {
                assertThat(bob.exit()).isZero();
                assertThat(bob.said()).contains("my secret");
            }
            untilDelivered();
        }
        var shown = trail("SIP:bob@EXAMPLE.com");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out())
                .containsSubsequence(
                        "sip:alice@example.com -> sip:bob@example.com\n  Call-ID ",
                        "received   from udp:127.0.0.1:",
                        "challenged 407 to the sender\n",
                        "received   from udp:127.0.0.1:",
                        "for sip:bob@example.com\n",
                        "identified as sip:alice@example.com\n",
                        "stored     for whichever device registers next, message 1",
                        "accepted   202 to the sender\n",
                        "sent       to",
                        "message 1\n",
                        "delivered  200 by")
                .doesNotContain("my secret", "nonce");
        assertThat(shown.err()).isEmpty();
        String callId = shown.out().lines().skip(1).findFirst().orElseThrow().replaceFirst(".*Call-ID ", "");
        assertThat(shown.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(shown.out().lines().filter(line -> line.contains("->")))
                .as("the challenge belongs to the message")
                .hasSize(1);
        assertThat(trail(callId).out()).isEqualTo(shown.out());
        assertThat(trail(BOB, "--most", "1").out().lines().filter(line -> line.contains("->")))
                .hasSize(1);
        assertThat(trail(BOB, "--since", "1h").out()).isEqualTo(shown.out());
        assertThat(trail(BOB, "--since", "2099-01-01T00:00:00Z").code()).isEqualTo(1);
    }

    @Test
    void trailIsPrintedAsJson() {
        try (var aldis = new ServerWithAccounts(data, "false")) {
            aldis.send(aldis.shell(), "sip:nobody@example.com", "hello");
        }
        List<JsonNode> lines = trail("sip:nobody@example.com", "--json")
                .out()
                .lines()
                .map(JSON::readTree)
                .toList();
        JsonNode last = lines.getLast();
        assertThat(last.get("from").asString()).isEqualTo("sip:alice@example.com");
        assertThat(Instant.parse(last.get("began").asString())).isBefore(Instant.now());
        JsonNode refused = last.get("events").get(last.get("events").size() - 1);
        assertThat(refused.get("what").asString()).isEqualTo("refused");
        assertThat(refused.get("code").asInt()).isEqualTo(404);
    }

    @Test
    void trailGapsAreShown() {
        var noon = Instant.parse("2020-11-23T12:00:00Z");
        try (var store = SqliteStore.open(data)) {
            store.trail().write(List.of(), Optional.of(new TrailGap(1, noon, noon.plusSeconds(3), 17, 4)));
        }
        var ended = trail("some-call-id");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .contains(
                        "From 2020-11-23 12:00:00.000Z to 2020-11-23 12:00:03.000Z 17 messages have no trail, and 4"
                                + " steps of kept ones",
                        "There is no trail of some-call-id in " + data);
        assertThat(trail("some-call-id", "--json").out()).contains("\"messages\":17");
    }

    @Test
    void trailIsNotWrittenWhenSwitchedOff() {
        var shell = Shell.in(data).set("ALDIS_TRAIL_ENABLED", "false");
        try (var serve = shell.start("serve", "--domain", "example.com", "--listen", "udp:127.0.0.1:0")) {
            serve.await("ready");
            assertThat(data.resolve("trail.db")).doesNotExist();
        }
    }

    @Test
    void serverStartsWithoutATrailWhenItsFileIsBroken() throws java.io.IOException {
        java.nio.file.Files.writeString(data.resolve("trail.db"), "this is no database at all, however long it is");
        try (var serve = Shell.in(data).start("serve", "--domain", "example.com", "--listen", "udp:127.0.0.1:0")) {
            serve.await("ready");
            assertThat(serve.said()).contains("NO TRAIL");
        }
    }

    @Test
    void wrongUsageIsReported() {
        assertThat(Shell.in(data)
                        .set("ALDIS_PASSWORD", "secret")
                        .run("user", "add", "sip:carol@example.com")
                        .code())
                .isZero();
        assertThat(trail().code()).isEqualTo(2);
        assertThat(trail("sip:example.com").code()).isEqualTo(2);
        assertThat(trail(BOB, "--since", "yesterday").err()).contains("expected a duration such as 2h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "2147483647", "99999999999999", "many", ""})
    void mostOptionMustBeANumberFrom1To10000(String most) {
        try (var store = SqliteStore.open(data)) {
            assertThat(store.trail()).isNotNull();
        }
        for (String[] arguments :
                new String[][] {{BOB, "--most", most}, {BOB, "--most", most, "--json"}, {"x", "--most", most}}) {
            var ended = trail(arguments);
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err())
                    .contains("'--most': expected a number from 1 to 10000 but was \"" + most + '"')
                    .hasLineCount(1);
        }
    }
}
