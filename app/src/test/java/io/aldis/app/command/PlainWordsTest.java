package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error messages of the command contain no Java class names and no errno numbers. */
class PlainWordsTest {
    private static final String JAVA = "(?s).*(Exception|\\bPT\\d|-1\\d\\d\\b|\\w\\[\\w+=|\\(\\.\\.\\)).*";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "it took PT5S, it took 5 s",
        "was PT-1S (see, was -1 s (see",
        "was PT0.25S, was 250 ms",
        "was PT5M, was 5 min",
        "was PT1H30M, was 90 min",
        "was PT48H, was 48 h",
        "was PT0S, was 0 s",
        "PTFE and sip:PT5Sam@b, PTFE and sip:PT5Sam@b",
        "finishConnect(..) failed with error(-111): Connection refused, Connection refused"
    })
    void durationsAndErrnosAreWrittenInWords(String sentence, String words) {
        assertThat(PlainWords.of(sentence)).isEqualTo(words);
    }

    private void assertPlain(Shell.Ended ended) {
        assertThat(ended.code()).isNotZero();
        assertThat(ended.err()).startsWith("aldis: ").hasLineCount(1).doesNotMatch(JAVA);
    }

    @Test
    void absentServerIsReportedInPlainWords() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var sent = Shell.in(folder)
                .run("send", "--from", "sip:a@b", "--to", "sip:c@b", "--server", "tcp:127.0.0.1:" + port, "x");
        assertPlain(sent);
        assertThat(sent.err()).contains("refused");
    }

    @Test
    void unusableFilesAreReportedInPlainWords() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path data = folder.resolve("data");
        Shell shell = Shell.in(data).set("ALDIS_PASSWORD", "x");
        shell.run("user", "add", "sip:a@b");
        assertPlain(shell.run("import", data.toString()));
        assertPlain(shell.run("export", file.resolve("below").toString()));
        assertPlain(shell.run("backup", file.resolve("below").toString()));
        assertPlain(shell.run("restore", folder.resolve("none").toString()));
        assertPlain(Shell.in(file).set("ALDIS_PASSWORD", "x").run("user", "add", "sip:a@b"));
        assertPlain(Shell.in(file.resolve("below")).set("ALDIS_PASSWORD", "x").run("user", "add", "sip:a@b"));
        assertPlain(shell.run("send", "--from", "sip:a@b", "--to", "sip:c@b", "--file", folder.toString()));
        assertPlain(shell.run("serve", "--config", folder.toString()));
        assertPlain(shell.set("ALDIS_GUESSES_FORGOTTEN", "5ms").run("serve", "--domain", "b"));
    }

    /** Root may read any file, so root gives that right up first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "send --from sip:a@b --to sip:c@b --server 127.0.0.1:9 --file FILE",
                "import FILE",
                "serve --config FILE",
                "user list --data DIR",
                "user list --data SHUT"
            })
    void unreadableFileIsReportedInPlainWords(String command) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path data = folder.resolve("data");
        Path shut = folder.resolve("shut");
        for (Path each : List.of(data, shut))
            Shell.in(each).set("ALDIS_PASSWORD", "x").run("user", "add", "sip:a@b");
        var nobody = PosixFilePermissions.fromString("---------");
        Files.setPosixFilePermissions(file, nobody);
        Files.setPosixFilePermissions(data.resolve("aldis.db"), nobody);
        Files.setPosixFilePermissions(shut, nobody);
        var words = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root"))
            words.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.aldis.app.Main"));
        words.addAll(List.of(command.replace("FILE", file.toString())
                .replace("DIR", data.toString())
                .replace("SHUT", shut.toString())
                .split(" ")));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rwx------"));
        assertThat(process.waitFor()).as(said).isNotZero();
        assertThat(said)
                .startsWith("aldis: ")
                .hasLineCount(1)
                .contains(folder.toString())
                .doesNotMatch(JAVA);
        assertThat(said).matches("(?is).*(permission|permitted|may read).*");
    }
}
