package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code aldis listen --exec}: a program for each message. */
class ExecTest {
    @TempDir
    private Path data;

    private OpenHouse house;

    @BeforeEach
    void start() {
        house = new OpenHouse(data);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void aProgramGetsTheBodyAndWhoSentIt() {
        try (Job bob = house.listen("udp", "--exec", "echo \"$ALDIS_FROM $ALDIS_TO $ALDIS_TYPE $(cat)\"")) {
            assertThat(house.toBob("灯亮了").code()).isZero();
            assertThat(bob.await("灯亮了"))
                    .isEqualTo("sip:alice@example.com sip:bob@example.com text/plain;charset=UTF-8 灯亮了");
        }
    }

    @Test
    void withJsonItGetsTheWholeMessage() {
        try (Job bob = house.listen("udp", "--json", "--exec", "cat")) {
            assertThat(house.toBob("hello").code()).isZero();
            assertThat(bob.await("hello")).startsWith("{").contains("\"from\":\"sip:alice@example.com\"");
        }
    }

    @Test
    void nothingOfAMessageIsACommand() throws IOException {
        Path file = Files.writeString(data.resolve("evil"), "$(touch " + data.resolve("run") + "); `id`\n\0end");
        try (Job bob = house.listen("udp", "--count", "1", "--exec", "cat > " + data.resolve("got"))) {
            assertThat(house.toBob("--file", file.toString(), "--type", "text/plain;x=\"$(id)\"")
                            .code())
                    .isZero();
            assertThat(bob.exit()).isZero();
        }
        assertThat(data.resolve("got")).hasSameBinaryContentAs(file);
        assertThat(data.resolve("run")).doesNotExist();
    }

    @Test
    void aProgramThatFailsOrNeverEndsIsSaidAndTheNextMessageIsStillServed() {
        String program = "read line; case $line in slow) sleep 60;; bad) exit 7;; *) echo \"got $line\";; esac";
        try (Job bob = house.listen("udp", "--exec-timeout", "4", "--exec", program)) {
            assertThat(house.toBob("slow\n").code()).isZero();
            bob.await("was killed: it ran longer than 4 s");
            assertThat(house.toBob("bad\n").code()).isZero();
            bob.await("ended with exit code 7");
            assertThat(house.toBob("good\n").code()).isZero();
            bob.await("got good");
        }
    }

    @Test
    void theProgramDoesNotSeeThePassword() {
        try (Job bob = house.listen("udp", "--exec", "echo \"password: <$ALDIS_PASSWORD>\"")) {
            assertThat(house.toBob("hello").code()).isZero();
            assertThat(bob.await("password")).isEqualTo("password: <>");
        }
    }
}
