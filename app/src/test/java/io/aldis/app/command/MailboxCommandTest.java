package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code aldis mailbox} with a running server that keeps messages for Bob, who is not registered. */
class MailboxCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path data;

    private ServerWithAccounts aldis;

    @BeforeEach
    void start() {
        aldis = new ServerWithAccounts(data, "true");
    }

    @AfterEach
    void stop() {
        aldis.close();
    }

    private void accepted(String text) {
        var sent = aldis.toBob(text);
        assertThat(sent.code()).as(sent.err()).isEqualTo(3);
        assertThat(sent.out()).isEqualTo("Accepted for sip:bob@example.com: kept until bob is back\n");
    }

    private JsonNode first() {
        var listed = aldis.shell().run("mailbox", "list", "sip:bob@example.com", "--json");
        assertThat(listed.code()).as(listed.err()).isZero();
        return JSON.readTree(listed.out().lines().findFirst().orElseThrow());
    }

    @Test
    void keptMessagesAreListedAndShown() {
        accepted("one \u001b[2J");
        accepted("two");
        assertThat(aldis.shell().run("mailbox", "list").out())
                .matches("sip:bob@example.com {2}2 messages, \\d+ octets\n");
        assertThat(aldis.shell().run("mailbox", "list", "sip:bob@example.com").out())
                .hasLineCount(2)
                .contains(
                        "from sip:alice@example.com  text/plain;charset=UTF-8, 3 octets (",
                        " with headers), text, until ",
                        "for whichever device registers next");
        assertThat(first().get("type").asString()).isEqualTo("text/plain;charset=UTF-8");
        assertThat(first().get("size").asInt()).isEqualTo(8);
        String id = first().get("id").asString();
        assertThat(aldis.shell().run("mailbox", "show", id).out())
                .contains("MESSAGE sip:bob@example.com SIP/2.0\nFrom: ", "\none \uFFFD[2J")
                .doesNotContain("Via: ", "Proxy-Authorization");
        assertThat(aldis.shell().run("mailbox", "show", id, "--raw").out()).endsWith("\r\n\r\none \u001b[2J");
    }

    @Test
    @Tag("3428-7-07")
    void deliveredMessageIsNotListedAnyMore() {
        accepted("welcome back");
        try (Job bob = aldis.listen("udp", "--count", "1")) {
            assertThat(bob.exit()).isZero();
            assertThat(bob.said()).contains("welcome back");
        }
        assertThat(aldis.shell().run("mailbox", "list").out()).isEmpty();
    }

    @Test
    void deletedMessageIsNotDelivered() {
        accepted("never mind");
        accepted("this one");
        String id = first().get("id").asString();
        assertThat(aldis.shell().run("mailbox", "delete", id).err()).contains("deleted " + id);
        assertThat(aldis.shell().run("mailbox", "delete", id).code()).isEqualTo(1);
        assertThat(aldis.shell().run("mailbox", "show", id).err()).contains("There is no message " + id);
        try (Job bob = aldis.listen("udp", "--count", "1")) {
            assertThat(bob.exit()).isZero();
            assertThat(bob.said()).contains("this one");
            assertThat(bob.said()).doesNotContain("never mind");
        }
    }

    @Test
    void retryOfAnAccountIsReported() {
        accepted("hello");
        assertThat(aldis.shell().run("mailbox", "retry", "sip:bob@example.com").err())
                .contains("all messages for sip:bob@example.com are due now; 0 copies had been postponed");
    }

    @Test
    void messageIsShownAsJson() {
        accepted("für dich");
        String id = first().get("id").asString();
        var shown = aldis.shell().run("mailbox", "show", id, "--json");
        JsonNode message = JSON.readTree(shown.out());
        assertThat(message.get("text").asString()).isEqualTo("für dich");
        assertThat(new String(message.get("body").binaryValue(), StandardCharsets.UTF_8))
                .isEqualTo("für dich");
        var raw = aldis.shell().run("mailbox", "show", id, "--raw");
        assertThat(new String(message.get("message").binaryValue(), StandardCharsets.UTF_8))
                .isEqualTo(raw.out());
        assertThat(message.get("waiting").size()).isZero();
        assertThat(message.get("taken").asBoolean()).isFalse();
        assertThat(aldis.shell().run("mailbox", "show", id, "--json", "--raw").code())
                .isEqualTo(2);
    }

    @Test
    void wrongUsageIsReported() {
        assertThat(aldis.shell().run("mailbox").code()).isEqualTo(2);
        assertThat(aldis.shell().run("mailbox", "list", "bob").code()).isEqualTo(2);
        assertThat(aldis.shell().run("mailbox", "show", "x").code()).isEqualTo(2);
    }
}
