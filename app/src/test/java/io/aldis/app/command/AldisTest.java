package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AldisTest {
    @TempDir
    private Path data;

    private Shell.Ended run(String... arguments) {
        return Shell.in(data).run(arguments);
    }

    @Test
    void versionIsPrintedInOneLine() {
        var ended = run("--version");
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).isEqualTo(Version.current().line() + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "serve", "user", "user add", "user list", "send", "listen", "chat", "demo", "completion"})
    void everyCommandHasAHelpText(String command) {
        var ended = run((command + " --help").strip().split(" "));
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).startsWith("Usage: aldis " + command).contains("--help");
        assertThat(ended.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sing",
                "--loud",
                "serve --loud",
                "user",
                "user sing",
                "send",
                "send hello",
                "listen",
                "listen bob"
            })
    void wrongUsageGivesOneLineAndExitCode2(String arguments) {
        var ended = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("aldis: ").endsWith(" --help)\n").hasLineCount(1);
    }

    @Test
    void shellCompletionListsTheCommands() {
        var ended = run("completion");
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .contains("complete -F _complete_aldis", "serve", "--open-registration", "demo", "--once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "send", "listen", "chat"})
    void shellCompletionKnowsTheDnsOption(String command) {
        String function = run("completion").out().split("function _picocli_aldis_" + command + "\\(\\) \\{")[1];
        assertThat(function.substring(0, function.indexOf("\n}"))).contains("'--dns'");
    }
}
