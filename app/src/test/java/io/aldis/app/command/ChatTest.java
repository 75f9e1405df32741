package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code aldis chat}: Alice types, Bob listens and replies. */
class ChatTest {
    @TempDir
    private Path data;

    private ServerWithAccounts aldis;
    private final PipedOutputStream keyboard = new PipedOutputStream();

    @BeforeEach
    void start() {
        aldis = new ServerWithAccounts(data);
    }

    @AfterEach
    void stop() {
        aldis.close();
    }

    private Job chat(String peer) throws IOException {
        Job job = aldis.shell()
                .typing(new PipedInputStream(keyboard))
                .start("chat", peer, "--from", "sip:alice@example.com", "--server", aldis.server("tcp"));
        job.await("registered sip:alice@example.com, talking with " + peer);
        return job;
    }

    private void type(String line) throws IOException {
        keyboard.write((line + '\n').getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    @Test
    void typedMessageIsDeliveredAndMarkedAndReceivedOnesAreShown() throws IOException {
        try (Job bob = aldis.listen("udp");
                Job alice = chat("sip:bob@example.com")) {
            type("Lamp lit. 灯亮了");
            assertThat(bob.await("Lamp")).isEqualTo("sip:alice@example.com: Lamp lit. 灯亮了");
            alice.await("\u2713 Lamp lit. 灯亮了");
            var answer = aldis.shell()
                    .run(
                            "send",
                            "--from",
                            "sip:bob@example.com",
                            "--to",
                            "sip:alice@example.com",
                            "--server",
                            aldis.server("udp"),
                            "seen\u001b[2J");
            assertThat(answer.code()).as(answer.err()).isZero();
            alice.await("sip:bob@example.com: seen\uFFFD[2J");
            type("/quit");
            assertThat(alice.exit()).isZero();
        }
    }

    @Test
    void undeliveredMessageShowsItsReasonAndThePeerCanBeChanged() throws IOException {
        try (Job bob = aldis.listen("udp");
                Job alice = chat("im:nobody@example.com")) {
            type("anybody?");
            alice.await("\u2717 anybody? (Not delivered to im:nobody@example.com: 404 ");
            type("/to bob");
            alice.await("but was \"bob\"");
            type("/to im:bob@example.com");
            type("hello");
            bob.await("hello");
            alice.await("\u2713 hello");
        }
    }

    @Test
    void endOfInputEndsTheChatAfterTheLastMarks() throws IOException {
        try (Job bob = aldis.listen("udp");
                Job alice = chat("sip:bob@example.com")) {
            type("last words");
            keyboard.close();
            assertThat(alice.exit()).isZero();
            assertThat(alice.said()).contains("\u2713 last words");
            bob.await("last words");
        }
    }

    @Test
    void invalidPeerIsRefused() {
        var ended = aldis.shell().run("chat", "bob", "--from", "sip:alice@example.com");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("but was \"bob\"");
    }
}
