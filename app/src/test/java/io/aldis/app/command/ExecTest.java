package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code aldis listen --exec}: a program for each message. */
class ExecTest {
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

    @Test
    void programGetsTheBodyAndTheSender() {
        try (Job bob = aldis.listen("udp", "--exec", "echo \"$ALDIS_FROM $ALDIS_TO $ALDIS_TYPE $(cat)\"")) {
            assertThat(aldis.toBob("灯亮了").code()).isZero();
            assertThat(bob.await("灯亮了"))
                    .isEqualTo("sip:alice@example.com sip:bob@example.com text/plain;charset=UTF-8 灯亮了");
        }
    }

    @Test
    void programGetsTheWholeMessageWithJson() {
        try (Job bob = aldis.listen("udp", "--json", "--exec", "cat")) {
            assertThat(aldis.toBob("hello").code()).isZero();
            assertThat(bob.await("hello")).startsWith("{").contains("\"from\":\"sip:alice@example.com\"");
        }
    }

    @Test
    void messageContentIsNeverRunAsACommand() throws IOException {
        Path file = Files.writeString(data.resolve("evil"), "$(touch " + data.resolve("run") + "); `id`\n\0end");
        try (Job bob = aldis.listen("udp", "--count", "1", "--exec", "cat > " + data.resolve("got"))) {
            assertThat(aldis.toBob("--file", file.toString(), "--type", "text/plain;x=\"$(id)\"")
                            .code())
                    .isZero();
            assertThat(bob.exit()).isZero();
        }
        assertThat(data.resolve("got")).hasSameBinaryContentAs(file);
        assertThat(data.resolve("run")).doesNotExist();
    }

    @Test
    void failedProgramIsReportedAndTheNextMessageIsProcessed() {
        String program = "read line; case $line in slow) sleep 60;; bad) exit 7;; *) echo \"got $line\";; esac";
        try (Job bob = aldis.listen("udp", "--exec-timeout", "4", "--exec", program)) {
            assertThat(aldis.toBob("slow\n").code()).isZero();
            bob.await("was killed: it ran longer than 4 s");
            assertThat(aldis.toBob("bad\n").code()).isZero();
            bob.await("ended with exit code 7");
            assertThat(aldis.toBob("good\n").code()).isZero();
            bob.await("got good");
        }
    }

    private Job listen(Map<String, String> environment, String command) {
        Shell shell = aldis.shell();
        environment.forEach(shell::set);
        Job job = shell.start("listen", "sip:bob@example.com", "--server", aldis.server("udp"), "--exec", command);
        job.await("registered");
        return job;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        message/cpim                     | From: <im:a@b.example>~To: <im:c@d.example>~~Content-Type: text/plain~~the text
        multipart/mixed;boundary=b       | --b~~the text~--b~Content-Type: image/png~~PNG~--b--~
        multipart/mixed;boundary=b       | --b~Content-Type: image/png~~PNG~--b~Content-Type: text/plain;charset=UTF-8~~the text~--b--~
        multipart/mixed;boundary=b       | --b~Content-Disposition: attachment~~no~--b~~the text~--b--~
        multipart/alternative;boundary=b | --b~Content-Type: text/plain~~the text~--b~Content-Type: text/html~~<b>the text</b>~--b--~
        multipart/related;boundary=b     | --b~~the text~--b~Content-Type: image/png~~PNG~--b--~
        multipart/signed;boundary=b;protocol="application/x-unknown";micalg=sha-256 | --b~~the text~--b~Content-Type: application/x-unknown~~sig~--b--~
        multipart/mixed;boundary=o       | --o~Content-Type: multipart/alternative;boundary=i~~--i~~the text~--i~Content-Type: text/html~~<b>~--i--~~--o--~
        message/cpim                     | From: <im:a@b.example>~To: <im:c@d.example>~~Content-Type: multipart/mixed;boundary=b~~--b~~the text~--b--~
        multipart/mixed;boundary=o       | --o~Content-Type: message/cpim~~From: <im:a@b.example>~To: <im:c@d.example>~~Content-Type: text/plain~~the text~--o--~
        """)
    void textOfAWrappedMessageIsTheInput(String type, String body) throws IOException {
        Path file = Files.writeString(data.resolve("wrapped"), body.replace("~", "\r\n"));
        try (Job bob = aldis.listen("udp", "--exec", "echo \"got <$(cat)> $ALDIS_TYPE\"")) {
            var sent = aldis.toBob("--file", file.toString(), "--type", type);
            assertThat(sent.code()).as(sent.err()).isZero();
            assertThat(bob.await("got")).isEqualTo("got <the text> text/plain;charset=UTF-8");
        }
    }

    @Test
    void programGetsTheBodyOfAMessageWithoutText() throws IOException {
        String body = "--b\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b--\r\n";
        Path file = Files.writeString(data.resolve("wrapped"), body);
        String program = "cat > " + data.resolve("got") + "; echo \"type $ALDIS_TYPE\"";
        try (Job bob = aldis.listen("udp", "--exec", program)) {
            assertThat(aldis.toBob("--file", file.toString(), "--type", "multipart/mixed;boundary=b")
                            .code())
                    .isZero();
            assertThat(bob.await("type")).isEqualTo("type multipart/mixed;boundary=b");
        }
        assertThat(data.resolve("got")).hasSameBinaryContentAs(file);
    }

    @Test
    void programGetsTheEnvironmentWithoutPasswords() {
        var environment = Map.of("ALDIS_STORE_PASSWORD", "of the database", "ALDIS_LOG_LEVEL", "warn");
        String passwords = "echo \"passwords: <$ALDIS_PASSWORD$ALDIS_STORE_PASSWORD> $ALDIS_LOG_LEVEL\"";
        try (Job bob = listen(environment, passwords)) {
            assertThat(aldis.toBob("hello").code()).isZero();
            assertThat(bob.await("passwords")).isEqualTo("passwords: <> warn");
        }
    }

    @Test
    void variablesOfAnEarlierMessageAreCleared() {
        var environment = Map.of(
                "ALDIS_SUBJECT", "another", "ALDIS_DATE", "2001-01-01T00:00:00Z", "ALDIS_FROM", "sip:bob@example.com");
        String variables = "echo \"variables: ${ALDIS_SUBJECT-none} ${ALDIS_DATE-none} $ALDIS_FROM\"";
        try (Job bob = listen(environment, variables)) {
            assertThat(aldis.toBob("hello").code()).isZero();
            assertThat(bob.await("variables")).isEqualTo("variables: none none sip:alice@example.com");
            assertThat(aldis.toBob("--subject", "Lunch", "hello").code()).isZero();
            assertThat(bob.await("variables")).isEqualTo("variables: Lunch none sip:alice@example.com");
        }
    }

    /** There ALDIS_FROM is the sender of the message, in whose name the program cannot send. */
    @Test
    void senderMustBeNamedInsideOfAProgram() {
        var inside = aldis.shell()
                .set("ALDIS_FROM", "sip:alice@example.com")
                .set("ALDIS_ID", "1")
                .run("send", "--to", "sip:alice@example.com", "hello");
        assertThat(inside.code()).isEqualTo(2);
        assertThat(inside.err())
                .isEqualTo("aldis: Expected --from SIP-URI: for a program of \"listen --exec\" ALDIS_FROM is the"
                        + " sender of the message (see aldis send --help)\n");
    }
}
