package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code aldis mailbox} beside a running server that keeps messages for Bob, who is away. */
class MailboxCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path data;

    private OpenHouse house;

    @BeforeEach
    void start() {
        house = new OpenHouse(data, "true");
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private void accepted(String text) {
        var sent = house.toBob(text);
        assertThat(sent.code()).as(sent.err()).isEqualTo(3);
        assertThat(sent.out()).isEqualTo("Accepted: a relay will try to deliver it to sip:bob@example.com\n");
    }

    private JsonNode first() {
        var listed = house.shell().run("mailbox", "list", "sip:bob@example.com", "--json");
        assertThat(listed.code()).as(listed.err()).isZero();
        return JSON.readTree(listed.out().lines().findFirst().orElseThrow());
    }

    @Test
    void whatIsKeptIsListedAndShown() {
        accepted("one \u001b[2J");
        accepted("two");
        assertThat(house.shell().run("mailbox", "list").out())
                .matches("sip:bob@example.com {2}2 messages, \\d+ octets\n");
        assertThat(house.shell().run("mailbox", "list", "sip:bob@example.com").out())
                .hasLineCount(2)
                .contains("from sip:alice@example.com", ", text, until ", "1 waiting, 0 tries");
        String id = first().get("id").asString();
        assertThat(house.shell().run("mailbox", "show", id).out())
                .contains("MESSAGE sip:bob@example.com SIP/2.0\nFrom: ", "\none \uFFFD[2J")
                .doesNotContain("Via: ", "Proxy-Authorization");
        assertThat(house.shell().run("mailbox", "show", id, "--raw").out()).endsWith("\r\n\r\none \u001b[2J");
    }

    @Test
    @Tag("3428-7-07")
    void whoComesBackGetsItAndThenNothingIsListed() {
        accepted("welcome back");
        try (Job bob = house.listen("udp", "--count", "1")) {
            bob.await("welcome back");
            assertThat(bob.exit()).isZero();
        }
        assertThat(house.shell().run("mailbox", "list").out()).isEmpty();
    }

    @Test
    void whatIsDeletedIsNotDelivered() {
        accepted("never mind");
        accepted("this one");
        String id = first().get("id").asString();
        assertThat(house.shell().run("mailbox", "delete", id).err()).contains("deleted " + id);
        assertThat(house.shell().run("mailbox", "delete", id).code()).isEqualTo(1);
        assertThat(house.shell().run("mailbox", "show", id).err()).contains("There is no message " + id);
        try (Job bob = house.listen("udp", "--count", "1")) {
            bob.await("this one");
            assertThat(bob.exit()).isZero();
            assertThat(bob.said()).doesNotContain("never mind");
        }
    }

    @Test
    void retryingAnAccountIsSaid() {
        accepted("hello");
        assertThat(house.shell().run("mailbox", "retry", "sip:bob@example.com").err())
                .contains("0 copies for sip:bob@example.com are due now that were not before");
    }

    @Test
    void wrongUseIsTold() {
        assertThat(house.shell().run("mailbox").code()).isEqualTo(2);
        assertThat(house.shell().run("mailbox", "list", "bob").code()).isEqualTo(2);
        assertThat(house.shell().run("mailbox", "show", "x").code()).isEqualTo(2);
    }
}
