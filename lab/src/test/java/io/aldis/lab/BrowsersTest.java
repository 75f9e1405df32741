package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JsSIP and SIP.js, in Node and in Chromium, and a desk phone, through {@code aldis serve} with digest authentication, over WSS. */
class BrowsersTest {
    private static final List<String> TEXTS = List.of("hello", "你好，世界", "Grüße 🙂👍🏽", "{\"a\": \"<b>\"}");
    private static final Pattern WSS = Pattern.compile("wss:127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    private static Path folder;

    private static AldisCommand.Server server;
    private static Path issuer;

    /** One for all tests: each start takes a while. */
    @BeforeAll
    static void serve() {
        WebPhone.folder();
        Peers.need("node");
        Peers.need("chromium");
        var authority = new TestAuthority("authority");
        TlsSettings.Own own = authority.issue(folder, "own", Holder.of("localhost", "dns:localhost"));
        issuer = authority.file(folder);
        var aldis = new AldisCommand(folder);
        aldis.addUser("alice", "wonderland");
        aldis.addUser("bob", "builder");
        server = aldis.serve(
                "--listen",
                "udp:127.0.0.1:0",
                "--listen",
                "tcp:127.0.0.1:0",
                "--listen",
                "wss:127.0.0.1:0",
                "--tls-cert",
                own.certificate().toString(),
                "--tls-key",
                own.key().toString());
    }

    @AfterAll
    static void end() {
        if (server != null) server.close();
    }

    private static WebPhone.Making making(String kind) {
        Matcher port = WSS.matcher(server.process().said());
        assertThat(port.find()).as("the port of wss").isTrue();
        return new WebPhone.Making(kind, "wss://localhost:" + port.group(1), issuer);
    }

    private WebPhone phone(String where, WebPhone.Making making, String user, String password) {
        if (where.equals("Node")) return WebPhone.inNode(making, user, password);
        try {
            return new Browser(Files.createTempDirectory(folder, "chromium"), making, user, password);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void sendsWhileHeIsAway(String text) {
        Running sent = new AldisCommand(folder)
                .run(
                        "send",
                        "--from",
                        "sip:alice@example.com",
                        "--to",
                        "sip:bob@example.com",
                        "--password-stdin",
                        "--server",
                        "127.0.0.1:" + server.udp() + ";transport=udp",
                        text)
                .type("wonderland\n");
        sent.await("Accepted for ");
        assertThat(sent.exit()).as(sent::said).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"jssip, Chromium", "sipjs, Chromium", "jssip, Node", "sipjs, Node"})
    @Tag("7118-5.4-01")
    void browserAndDeskPhoneExchangeMessagesOnlineAndOffline(String kind, String where) {
        try (var desk = Baresip.start(folder.resolve("alice"), "alice", "wonderland", "udp", server.udp(), "bob")
                .registered()) {
            WebPhone.Making making = making(kind);
            try (WebPhone bob = phone(where, making, "bob", "builder").registered()) {
                for (String text : TEXTS) {
                    bob.send("alice", text);
                    desk.shows(text);
                    bob.says("sent 200");
                }
                desk.send("你好 🙂");
                bob.says("heard 你好 🙂");
            }
            sendsWhileHeIsAway("while you were away 🌙");
            try (WebPhone bob = phone(where, making, "bob", "builder").registered()) {
                bob.says("heard while you were away 🌙");
                bob.send("alice", "here again");
                desk.shows("here again");
                bob.tell("stop");
                bob.says("unregistered");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jssip", "sipjs"})
    void wrongPasswordIsRefused(String kind) {
        try (var mallory = phone("Node", making(kind), "bob", "guessed")) {
            mallory.says("refused 401");
        }
    }
}
