package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code aldis backup}, {@code restore}, {@code export}, {@code import}, and the lock of the data directory. */
@Timeout(60)
class BackupTest {
    private static final String POSTGRES = "postgresql://aldis@localhost:1/aldis";

    @TempDir
    private Path directory;

    private Path data() {
        return directory.resolve("data");
    }

    private String at(String name) {
        return directory.resolve(name).toString();
    }

    private Shell elsewhere() {
        return Shell.in(directory.resolve("elsewhere"));
    }

    @Test
    void backupOfARunningServerRestoresUsersAndMessages() {
        try (var aldis = new ServerWithAccounts(data(), "true")) {
            assertThat(aldis.toBob("kept").code()).isEqualTo(3);
            var made = aldis.shell().run("backup", at("copy.db"));
            assertThat(made.code()).as(made.err()).isZero();
            assertThat(made.err()).matches("aldis: copied .*data to .*copy.db \\(\\d+ octets\\)\n");
            assertThat(aldis.toBob("later").code()).as("the server goes on").isEqualTo(3);
        }
        assertThat(elsewhere().run("restore", at("copy.db")).code()).isZero();
        assertThat(elsewhere().run("user", "list").out()).isEqualTo("sip:alice@example.com\nsip:bob@example.com\n");
        assertThat(elsewhere().run("mailbox", "list").out()).startsWith("sip:bob@example.com  1 messages, ");
        var again = elsewhere().run("restore", at("copy.db"));
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err())
                .startsWith("aldis: Expected a directory without a database but there is ")
                .hasLineCount(1);
    }

    @Test
    void existingFileIsNotOverwritten() throws IOException {
        Shell.in(data()).set("ALDIS_PASSWORD", "x").run("user", "add", "sip:bob@example.com");
        Files.writeString(directory.resolve("copy.db"), "precious");
        for (String command : List.of("backup", "export")) {
            var ended = Shell.in(data()).run(command, at("copy.db"));
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err()).isEqualTo("aldis: " + at("copy.db") + " is there already and is not overwritten\n");
        }
        assertThat(directory.resolve("copy.db")).hasContent("precious");
    }

    @Test
    void backupOfPostgresqlPointsToPgDump() {
        var backup = Shell.in(data()).run("backup", at("copy.db"), "--store", POSTGRES);
        assertThat(backup.code()).isEqualTo(1);
        assertThat(backup.err())
                .isEqualTo(
                        "aldis: postgresql://localhost:1/aldis is a PostgreSQL server, which has its own tool for this:"
                                + " use pg_dump, or \"aldis export\" for a file that any store takes\n");
        assertThat(Shell.in(data())
                        .run("restore", at("copy.db"), "--store", POSTGRES)
                        .err())
                .contains("use pg_restore");
    }

    private String imported(String table, String... options) {
        var arguments = new ArrayList<>(List.of("import"));
        arguments.addAll(List.of(options));
        var ended = Shell.in(data()).typing(table).run(arguments.toArray(String[]::new));
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended.err() + ended.out();
    }

    @Test
    void importReportsDifferingAccounts() {
        String first = "sip:a@example.com,one\nsip:b@example.com,two\n";
        assertThat(imported("sip:a@example.com,one\n")).contains("new here: 1 accounts, 0 messages (");
        assertThat(imported(first))
                .contains("new here: 1 accounts, 0 messages (")
                .doesNotContain("differ");
        String changed = first.replace("two", "three");
        assertThat(imported(changed))
                .contains("new here: 0 accounts, 0 messages; 1 account differs here (password, settings or policy) and"
                        + " was left as it is (--replace)");
        assertThat(imported(changed.replace("one", "four")))
                .contains(
                        "2 accounts differ here (password, settings or policy) and were left as they are (--replace)");
        assertThat(imported(changed.replace("one", "four"), "--replace"))
                .contains("2 accounts differed here (password, settings or policy) and are now as in the file");
    }

    @Test
    void secondServerOnADirectoryIsRefusedAndCommandsAreNot() {
        try (var aldis = new ServerWithAccounts(data(), "true")) {
            var second = aldis.shell().run("serve", "--domain", "example.com", "--listen", "udp:127.0.0.1:0");
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err())
                    .startsWith("aldis: " + data() + " is used by a running server (process "
                            + ProcessHandle.current().pid() + ")")
                    .hasLineCount(1);
            assertThat(aldis.shell().run("user", "list").code()).isZero();
            assertThat(aldis.shell().run("restore", at("none")).err()).contains("there is no such file");
        }
        new ServerWithAccounts(directory.resolve("again"), "true").close();
        new ServerWithAccounts(directory.resolve("other"), "true").close();
    }

    @Test
    void exportIsReadableByItsOwnerOnlyAndImportedFromAPipe() throws IOException {
        Path archive = directory.resolve("archive.jsonl");
        try (var aldis = new ServerWithAccounts(data(), "true")) {
            assertThat(aldis.toBob("kept").code()).isEqualTo(3);
            var toFile = aldis.shell().run("export", archive.toString());
            assertThat(toFile.err())
                    .startsWith("aldis: exported 2 accounts, 0 devices, 1 messages (")
                    .hasLineCount(1);
            assertThat(toFile.out()).isEmpty();
            var toOutput = aldis.shell().run("export");
            assertThat(toOutput.out()).isEqualTo(Files.readString(archive));
            assertThat(toOutput.err()).doesNotContain("WARNING");
            assertThat(aldis.shell().onScreen().run("export", "-").err())
                    .startsWith("aldis: WARNING: this shows secrets, which are as good as passwords");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                .isEqualTo("rw-------");
        var imported = elsewhere().typing(Files.readString(archive)).run("import");
        assertThat(imported.err())
                .startsWith("aldis: read 2 accounts, 0 devices, 1 messages; new here: 2 accounts, 1 messages (");
        assertThat(elsewhere().run("export").out()).isEqualTo(Files.readString(archive));
        var again = elsewhere().run("import", archive.toString());
        assertThat(again.err()).contains("; new here: 0 accounts, 0 messages (").doesNotContain("WARNING");
    }

    @Test
    void invalidArchiveIsReportedInOneLine() throws IOException {
        Path archive =
                Files.writeString(directory.resolve("archive"), "{\"format\":\"aldis-archive\",\"version\":1}\n{}\n");
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-r--r--"));
        var broken = elsewhere().run("import", archive.toString());
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.err())
                .isEqualTo("aldis: WARNING: " + archive + " contains secrets and other users can read it\n"
                        + "aldis: line 2: expected \"type\" to be a string but was MISSING\n");
        var none = elsewhere().run("import", at("none"));
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err())
                .isEqualTo("aldis: " + at("none") + ": expected an export or CSV but there is no such file\n");
        assertThat(elsewhere().run("backup").code()).isEqualTo(2);
    }
}
