package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistyped data directory is not created, and an unknown account is an error. */
class MistypedDataTest {
    private static final String COMMANDS = "the commands that may not make a database";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user list",
                "user password sip:bob@example.com",
                "user set sip:bob@example.com --accept-first on",
                "user policy sip:bob@example.com --add size=1",
                "user remove sip:bob@example.com",
                "mailbox list",
                "mailbox list sip:bob@example.com",
                "mailbox show 1",
                "mailbox delete 1",
                "mailbox retry sip:bob@example.com",
                "trail sip:bob@example.com",
                "export",
                "backup copy"
            })
    void commandsWithoutADatabaseReportThatThereIsNone(String command) throws IOException {
        Path data = folder.resolve("mistyped");
        assertFails(data, command.replace("copy", folder.resolve("copy").toString()), "mistyped");
        assertThat(data).as(COMMANDS).doesNotExist();
        Files.createDirectory(data);
        assertFails(data, command.replace("copy", folder.resolve("copy").toString()), "aldis.db");
        try (Stream<Path> made = Files.list(data)) {
            assertThat(made).as(COMMANDS).isEmpty();
        }
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    private static void assertFails(Path data, String command, String words) {
        var ended = Shell.in(data).set("ALDIS_PASSWORD", "x").run(command.split(" "));
        assertThat(ended.code()).as(ended.err()).isEqualTo(1);
        assertThat(ended.err())
                .startsWith("aldis: ")
                .contains(data.toString(), words)
                .hasLineCount(1);
        assertThat(ended.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user password sip:nobody@example.com",
                "user remove sip:nobody@example.com",
                "user set sip:nobody@example.com --accept-first on",
                "user policy sip:nobody@example.com",
                "user policy sip:nobody@example.com --clear",
                "mailbox list sip:nobody@example.com",
                "mailbox retry sip:nobody@example.com",
                "trail sip:nobody@example.com"
            })
    void unknownAccountIsAnError(String command) {
        Path data = folder.resolve("data");
        Shell.in(data).set("ALDIS_PASSWORD", "x").run("user", "add", "sip:bob@example.com");
        assertFails(data, command, "sip:nobody@example.com");
        assertThat(Shell.in(data).run("mailbox", "list", "sip:bob@example.com").code())
                .isZero();
        assertThat(Shell.in(data).run("mailbox", "retry", "sip:bob@example.com").code())
                .isZero();
    }

    @Test
    void importAndRestoreCreateTheDatabase() {
        Path first = folder.resolve("first");
        Shell.in(first).set("ALDIS_PASSWORD", "x").run("user", "add", "sip:bob@example.com");
        Path copy = folder.resolve("copy");
        assertThat(Shell.in(first).run("backup", copy.toString()).code()).isZero();
        Path restored = folder.resolve("restored");
        var ended = Shell.in(restored).run("restore", copy.toString());
        assertThat(ended.code()).as(ended.err()).isZero();
        Path imported = folder.resolve("imported");
        ended = Shell.in(imported)
                .typing("address,password\nbob@example.com,x\n")
                .run("import");
        assertThat(ended.code()).as(ended.err()).isZero();
        for (Path each : List.of(restored, imported))
            assertThat(Shell.in(each).run("user", "list").out()).contains("sip:bob@example.com");
    }

    @Test
    void serveCreatesTheDatabase() {
        Path data = folder.resolve("new").resolve("data");
        try (Job serve = Shell.in(data).start("serve", "--domain", "example.com", "--listen", "udp:127.0.0.1:0")) {
            serve.await("ready");
            assertThat(data.resolve("aldis.db")).exists();
        }
    }

    @Test
    void firstUserCreatesTheDatabase() {
        Path data = folder.resolve("new").resolve("data");
        assertThat(Shell.in(data)
                        .set("ALDIS_PASSWORD", "x")
                        .run("user", "add", "sip:bob@example.com")
                        .code())
                .isZero();
        assertThat(data.resolve("aldis.db")).exists();
    }
}
