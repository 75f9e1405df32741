package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alice sends and Bob listens, through a server with digest authentication. */
class SendAndListenTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path data;

    private ServerWithAccounts aldis;

    @BeforeEach
    void start() {
        aldis = new ServerWithAccounts(data);
    }

    @AfterEach
    void stop() {
        aldis.close();
    }

    private Shell shell() {
        return aldis.shell();
    }

    private String server(String transport) {
        return aldis.server(transport);
    }

    private Job listen(String transport, String... more) {
        return aldis.listen(transport, more);
    }

    private Shell.Ended send(Shell shell, String to, String... what) {
        return aldis.send(shell, to, what);
    }

    private Shell.Ended toBob(String... what) {
        return aldis.toBob(what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void messageIsDeliveredAndPrinted(String transport) {
        try (Job bob = listen(transport)) {
            var sent = toBob("Lamp lit. 灯亮了 🏮");
            assertThat(sent.code()).as(sent.err()).isZero();
            assertThat(sent.out()).matches("Delivered to sip:bob@example\\.com in \\d+ ms\n");
            assertThat(sent.err()).isEmpty();
            assertThat(bob.await("Lamp")).isEqualTo("sip:alice@example.com: Lamp lit. 灯亮了 🏮");
        }
    }

    @Test
    @Tag("5626-4.2.1-02")
    void listenerWithTwoTransportsGetsAMessageOnce() {
        try (Job bob = listen("tcp", "--server", server("udp"), "--count", "2")) {
            assertThat(toBob("first").code()).isZero();
            assertThat(toBob("second").code()).isZero();
            assertThat(bob.await("first")).isEqualTo("sip:alice@example.com: first");
            assertThat(bob.await(": ")).isEqualTo("sip:alice@example.com: second");
        }
    }

    @Test
    @Tag("3428-8-02")
    void tooLargeMessageIsNotSentAndTheOptionIsNamed() {
        var sent = toBob("x".repeat(5_000));
        assertThat(sent.code()).isOne();
        assertThat(sent.err())
                .matches(
                        "(?s).*Not delivered to sip:bob@example\\.com: Too large: 5\\d{3} bytes with all headers, and at most"
                                + " 1300 may go where the path is not known to be safe \\(RFC 3428 §8\\)\\. If every hop is TCP,"
                                + " as to a server of your own, add --path-is-safe\n");
    }

    @Test
    @Tag("3428-8-06")
    @Tag("3428-8-13")
    void longMessageArrivesOverASafePath() {
        try (Job bob = listen("tcp")) {
            var sent = toBob("--path-is-safe", "Lamp lit. " + "x".repeat(10_000));
            assertThat(sent.code()).as(sent.err()).isZero();
            assertThat(bob.await("Lamp")).endsWith("x".repeat(10_000));
        }
    }

    @Test
    void pathMtuBelow576IsRefused() {
        var sent = toBob("--path-mtu", "100", "x");
        assertThat(sent.code()).isEqualTo(2);
        assertThat(sent.err()).contains("--path-mtu: expected at least 576 bytes but was 100");
    }

    @Test
    void sendAndListenPrintJson() {
        try (Job bob = listen("udp", "--json")) {
            var sent = toBob("--json", "say \"hi\" 🏮");
            JsonNode outcome = JSON.readTree(sent.out());
            assertThat(outcome.get("outcome").asString()).isEqualTo("delivered");
            assertThat(outcome.get("status").asInt()).isEqualTo(200);
            JsonNode got = JSON.readTree(bob.await("{"));
            assertThat(got.get("from").asString()).isEqualTo("sip:alice@example.com");
            assertThat(got.get("to").asString()).isEqualTo("sip:bob@example.com");
            assertThat(got.get("text").asString()).isEqualTo("say \"hi\" 🏮");
            assertThat(got.get("id")).isEqualTo(outcome.get("id"));
        }
    }

    @Test
    @Tag("3428-4-03")
    @Tag("3428-4-14")
    void messageMayHaveHeadersSubjectAndCpim() {
        String show = "echo \"$ALDIS_TYPE $ALDIS_SUBJECT $ALDIS_DATE\"; cat; echo END";
        try (Job bob = listen("udp", "--exec", show)) {
            var sent = toBob(
                    "--cpim",
                    "--subject",
                    "Lunch",
                    "--expires",
                    "60",
                    "--in-reply-to",
                    "a@b",
                    "--header",
                    "X-Foo: bar",
                    "hi");
            assertThat(sent.code()).as(sent.err()).isZero();
            bob.await("END");
            assertThat(bob.said()).contains("text/plain;charset=UTF-8 Lunch 20").endsWith("hiEND");
        }
    }

    @Test
    void fileArrivesByteForByte() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) all[i] = (byte) i;
        Path file = Files.write(data.resolve("all.bin"), all);
        try (Job bob = listen("udp", "--json")) {
            assertThat(toBob("--file", file.toString(), "--type", "image/x-all").code())
                    .isZero();
            JsonNode got = JSON.readTree(bob.await("{"));
            assertThat(got.get("type").asString()).isEqualTo("image/x-all");
            assertThat(Base64.getDecoder().decode(got.get("body").asString())).isEqualTo(all);
            assertThat(toBob("--file", file.toString()).code()).isZero();
            assertThat(JSON.readTree(bob.await("{")).get("type").asString()).isEqualTo("application/octet-stream");
        }
    }

    @Test
    void standardInputIsThePasswordAndThenTheText() {
        try (Job bob = listen("udp", "--json")) {
            var sent = send(
                    Shell.in(data).typing("secret\nfirst\nsecond\n"), "sip:bob@example.com", "--password-stdin", "-");
            assertThat(sent.code()).as(sent.err()).isZero();
            assertThat(JSON.readTree(bob.await("{")).get("text").asString()).isEqualTo("first\nsecond");
        }
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        try (Job bob = listen("udp")) {
            assertThat(toBob("\u001b[31mred\u0007").code()).isZero();
            assertThat(bob.await("red")).isEqualTo("sip:alice@example.com: \uFFFD[31mred\uFFFD");
        }
    }

    @Test
    void listenEndsAfterCountMessagesAndUnregisters() {
        try (Job bob = listen("udp", "--count", "2")) {
            assertThat(toBob("one").code()).isZero();
            assertThat(toBob("two").code()).isZero();
            assertThat(bob.exit()).isZero();
            assertThat(bob.said()).contains(": one", ": two");
        }
        assertNotDelivered(toBob("three"), "480 ");
    }

    private static void assertNotDelivered(Shell.Ended sent, String reason) {
        assertThat(sent.code()).isEqualTo(1);
        assertThat(sent.err())
                .startsWith("aldis: Not delivered to sip:")
                .contains(": " + reason)
                .hasLineCount(1);
        assertThat(sent.out()).isEmpty();
    }

    @Test
    void undeliveredMessageShowsItsReason() {
        assertNotDelivered(toBob("hello"), "480 ");
        assertNotDelivered(send(shell(), "sip:nobody@example.com", "hello"), "404 ");
        assertNotDelivered(
                send(shell().set("ALDIS_PASSWORD", "wrong"), "sip:bob@example.com", "hello"),
                "407 Proxy Authentication Required: wrong password, or no such account\n");
        var json = toBob("--json", "hello");
        assertThat(json.code()).isEqualTo(1);
        assertThat(JSON.readTree(json.out()).get("status").asInt()).isEqualTo(480);
        assertThat(JSON.readTree(json.out()).get("outcome").asString()).isEqualTo("refused");
    }

    @Test
    void passwordIsAskedForWhenTheServerChallenges() {
        var asked = send(Shell.in(data).answering("secret"), "sip:bob@example.com", "hello");
        assertNotDelivered(asked, "480 ");
        var nobody = send(Shell.in(data), "sip:bob@example.com", "hello");
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.err())
                .startsWith("aldis: The server asks for a password. ")
                .hasLineCount(1);
    }

    @Test
    void wrongPasswordIsRefusedAndNeverShown() {
        var ended = Shell.in(data)
                .set("ALDIS_PASSWORD", "not-the-one")
                .run("listen", "sip:bob@example.com", "--server", server("udp"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .startsWith("aldis: Registration denied: 401 ")
                .endsWith(": wrong password, or no such account sip:bob@example.com\n")
                .hasLineCount(1)
                .doesNotContain("not-the-one");
        try (Job bob =
                Shell.in(data).answering("secret").start("listen", "sip:bob@example.com", "--server", server("udp"))) {
            bob.await("registered");
        }
    }

    @Test
    void wrongUsageIsReportedBeforeAnythingIsSent() {
        assertWrong(toBob(), "TEXT");
        assertWrong(toBob("hello", "--file", "x"), "--file");
        assertWrong(toBob("--file", "nowhere"), "--file: expected a file but there is no nowhere");
        assertWrong(toBob("hello", "--type", "text"), "expected type/subtype but was \"text\"");
        assertWrong(send(shell(), "bob", "hello"), "but was \"bob\"");
        assertWrong(toBob("hello", "--header", "Via: x"), "Via");
        assertWrong(toBob("hello", "--header", "nonsense"), "--header: expected NAME:VALUE but was \"nonsense\"");
        assertWrong(toBob("hello", "--expires", "-1"), "but was -1 s");
        assertWrong(
                shell().run(
                                "send",
                                "--from",
                                "sip:a@b.example",
                                "--to",
                                "sip:b@b.example",
                                "--server",
                                "a;transport=x",
                                "hi"),
                "--server: ");
        assertWrong(
                shell().run("listen", "sip:bob@example.com", "--count", "0"), "--count: expected at least 1 but was 0");
    }

    @Test
    void serverAndSenderMayBeSetInTheEnvironment() {
        String address = server("tcp").replace(";transport=tcp", "");
        try (Job bob = listen("udp", "--json", "--server", "tcp:" + address)) {
            var sent = shell().set("ALDIS_SERVER", "TCP:" + address)
                    .set("ALDIS_FROM", "sip:alice@example.com")
                    .run("send", "--to", "sip:bob@example.com", "--subject", "Lunch", "hello");
            assertThat(sent.code()).as(sent.err()).isZero();
            JsonNode got = JSON.readTree(bob.await("{"));
            assertThat(got.get("subject").asString()).isEqualTo("Lunch");
            assertThat(got.has("date"))
                    .as("it is that of the message, which has none")
                    .isFalse();
        }
        assertWrong(
                shell().set("ALDIS_FROM", "alice").run("send", "--to", "sip:b@b", "x"), "ALDIS_FROM: expected sip:");
        assertWrong(shell().run("send", "--to", "sip:b@b", "x"), "Expected --from SIP-URI, or ALDIS_FROM");
        assertWrong(
                shell().set("ALDIS_SERVER", "x;transport=x").run("send", "--from", "sip:a@b", "--to", "sip:b@b", "x"),
                "ALDIS_SERVER: ");
    }

    private static void assertWrong(Shell.Ended ended, String words) {
        assertThat(ended.code()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).startsWith("aldis: ").contains(words).hasLineCount(1);
        assertThat(ended.out()).isEmpty();
    }
}
