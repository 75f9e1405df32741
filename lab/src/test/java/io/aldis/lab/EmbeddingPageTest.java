package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentBuilder;
import io.aldis.agent.Inbox;
import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import io.aldis.agent.Registration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of docs/embedding.md is that of {@code examples/}, is short, and runs a server. */
class EmbeddingPageTest {
    private static final String PROGRAM = "EmbeddedServer.java";

    @TempDir
    private Path folder;

    @Test
    void pageShowsTheShortProgram() throws IOException {
        String code = Files.readString(SourceFile.ROOT.resolve("examples/" + PROGRAM));
        assertThat(Files.readString(SourceFile.ROOT.resolve("docs/embedding.md")))
                .contains("```java\n" + code + "```");
        assertThat(code.lines()).hasSizeLessThanOrEqualTo(25);
    }

    @Test
    void embeddedServerStoresAndDelivers() throws InterruptedException {
        try (var program = run()) {
            var port = Pattern.compile("udp:127\\.0\\.0\\.1:(\\d+)").matcher(program.await("Listening on "));
            assertThat(port.find()).isTrue();
            String server = "127.0.0.1:" + port.group(1) + ";transport=udp";
            try (Agent alice = registered(server, "alice")) {
                assertThat(alice.send(Message.text("sip:bob@example.com", "Lunch?")))
                        .isInstanceOf(Outcome.Accepted.class);
                program.await("MESSAGE from sip:alice@example.com: 202");
                try (Agent bob = agent(server, "bob").open();
                        Inbox inbox = bob.inbox()) {
                    assertThat(bob.register()).isInstanceOf(Registration.Bound.class);
                    assertThat(inbox.take(Duration.ofSeconds(60)).orElseThrow().content())
                            .hasToString("Lunch?");
                }
            }
        }
    }

    private static AgentBuilder agent(String server, String user) {
        return Agent.builder()
                .server(server)
                .address("sip:" + user + "@example.com")
                .password("secret")
                .instance("test");
    }

    private static Agent registered(String server, String user) {
        Agent agent = agent(server, user).open();
        assertThat(agent.register()).isInstanceOf(Registration.Bound.class);
        return agent;
    }

    private Running run() {
        return Running.start(
                PROGRAM,
                folder,
                List.of(
                        "/usr/bin/env",
                        "PASSWORD=secret",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SourceFile.ROOT.resolve("examples/" + PROGRAM).toString(),
                        folder.resolve("data").toString(),
                        "udp:127.0.0.1:0"));
    }
}
