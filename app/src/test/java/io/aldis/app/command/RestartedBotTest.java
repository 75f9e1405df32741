package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Agent;
import io.aldis.agent.Registration;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages stored for a program or a command that is not running. */
@Timeout(180)
class RestartedBotTest {
    @TempDir
    private Path data;

    private final BlockingQueue<String> got = new LinkedBlockingQueue<>();

    /** As most programs are written: with nothing said about its instance. */
    private Agent bot(ServerWithAccounts aldis) {
        Agent bot = Agent.builder()
                .address("sip:bob@example.com")
                .password("secret")
                .server(aldis.server("tcp"))
                .onMessage(message -> got.add(message.content().toString()))
                .open();
        assertThat(bot.register()).isInstanceOf(Registration.Bound.class);
        return bot;
    }

    /** It is the same device afterwards, so that it has its copy though another one has taken the message. */
    @Test
    void restartedBotGetsMessagesThatAnotherDeviceHasTakenMeanwhile() throws Exception {
        try (var aldis = new ServerWithAccounts(data, "true")) {
            bot(aldis).close();
            try (var other = aldis.listen("udp")) {
                assertThat(aldis.toBob("while the bot was away").code()).isZero();
                other.await("while the bot was away");
            }
            try (var _ = bot(aldis)) {
                assertThat(got.poll(60, TimeUnit.SECONDS)).isEqualTo("while the bot was away");
            }
        }
    }

    @Test
    void restartedBotGetsMessagesAcceptedMeanwhileOnce() throws Exception {
        try (var aldis = new ServerWithAccounts(data, "true")) {
            bot(aldis).close();
            assertThat(aldis.toBob("first").code()).isEqualTo(3);
            bot(aldis).close();
            assertThat(aldis.toBob("last").code()).isEqualTo(3);
            try (var _ = bot(aldis)) {
                String text = got.poll(60, TimeUnit.SECONDS);
                if (text != null && text.equals("first")) text = got.poll(60, TimeUnit.SECONDS);
                assertThat(text).isEqualTo("last");
            }
            assertThat(got).isEmpty();
        }
    }

    /** RFC 3428 §7: the time at which it was accepted. */
    @Test
    void keptMessageHasItsDateInJson() {
        try (var aldis = new ServerWithAccounts(data, "true")) {
            Instant before = Instant.now().minusSeconds(2);
            assertThat(aldis.toBob("kept").code()).isEqualTo(3);
            Instant after = Instant.now().plusSeconds(2);
            try (var bob = aldis.listen("udp", "--json")) {
                JsonNode got = new JsonMapper().readTree(bob.await("{"));
                assertThat(Instant.parse(got.get("date").asString())).isBetween(before, after);
            }
        }
    }
}
