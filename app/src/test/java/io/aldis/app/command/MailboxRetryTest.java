package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Agent;
import io.aldis.agent.Registration;
import io.aldis.agent.Screening;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code aldis mailbox retry} and {@code delete} take effect at once in a server of another process. */
@Timeout(60)
class MailboxRetryTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int BUSY = 486;
    private static final int SOON = 20; // seconds, where the server's own next try is an hour away

    @TempDir
    private Path data;

    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();
    private volatile boolean busy = true;
    private ServerWithAccounts aldis;
    private Agent bob;

    @BeforeEach
    void start() {
        aldis = new ServerWithAccounts(data, Map.of("ALDIS_MAILBOX_RETRY", "1h", "ALDIS_MAILBOX_SLOWEST_RETRY", "1h"));
        bob = Agent.builder()
                .address("sip:bob@example.com")
                .password("secret")
                .server(aldis.server("udp"))
                .screening(message -> {
                    if (!busy) return Screening.take();
                    refused.add(message.content().toString());
                    return Screening.refuse(BUSY);
                })
                .onMessage(message -> taken.add(message.content().toString()))
                .open();
        assertThat(bob.register()).isInstanceOf(Registration.Bound.class);
    }

    @AfterEach
    void stop() {
        bob.close();
        aldis.close();
    }

    private String retry() {
        return aldis.shell().run("mailbox", "retry", "sip:bob@example.com").err();
    }

    private JsonNode first() {
        var listed = aldis.shell().run("mailbox", "list", "sip:bob@example.com", "--json");
        return JSON.readTree(listed.out().lines().findFirst().orElseThrow());
    }

    private void accepted(String text) throws InterruptedException {
        assertThat(aldis.toBob(text).code()).isEqualTo(3);
        assertThat(refused.poll(SOON, TimeUnit.SECONDS)).isEqualTo(text);
    }

    /** The store has it on record when the device has refused it a second time, from its mailbox. */
    private void awaitPostponed() throws InterruptedException {
        assertThat(retry()).contains("0 copies had been postponed");
        assertThat(refused.poll(SOON, TimeUnit.SECONDS)).isNotNull();
        while (first().get("waiting").get(0).get("tries").asInt() == 0) Thread.onSpinWait();
    }

    @Test
    void postponedMessageIsTriedAtOnce() throws Exception {
        accepted("hello");
        awaitPostponed();
        busy = false;
        assertThat(retry()).contains("1 copies had been postponed");
        assertThat(taken.poll(SOON, TimeUnit.SECONDS)).isEqualTo("hello");
    }

    @Test
    void deletedMessageIsNotTried() throws Exception {
        accepted("never mind");
        awaitPostponed();
        assertThat(aldis.toBob("this one").code()).as("behind the older one").isEqualTo(3);
        assertThat(aldis.shell()
                        .run("mailbox", "delete", first().get("id").asString())
                        .code())
                .isZero();
        busy = false;
        retry();
        assertThat(taken.poll(SOON, TimeUnit.SECONDS)).isEqualTo("this one");
        assertThat(aldis.shell().run("mailbox", "list").out()).doesNotContain("2 messages");
        assertThat(taken).isEmpty();
    }

    @Test
    void importedMessageForARegisteredDeviceIsDeliveredAtOnce() throws Exception {
        accepted("hello");
        Path archive = data.resolve("archive.jsonl");
        assertThat(aldis.shell().run("export", archive.toString()).code()).isZero();
        assertThat(aldis.shell()
                        .run("mailbox", "delete", first().get("id").asString())
                        .code())
                .isZero();
        busy = false;
        var imported = aldis.shell().run("import", archive.toString());
        assertThat(imported.err()).contains("new here: 0 accounts, 1 messages");
        assertThat(taken.poll(SOON, TimeUnit.SECONDS)).isEqualTo("hello");
    }
}
