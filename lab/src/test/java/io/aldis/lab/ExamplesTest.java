package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in {@code examples/} are compiled and run as their first lines describe. */
class ExamplesTest {
    @TempDir
    Path folder;

    @Test
    void helloExampleSendsAndReceives() {
        var aldis = new AldisCommand(folder);
        aldis.addUser("alice", "wonderland");
        aldis.addUser("bob", "builder");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String program = SourceFile.ROOT.resolve("examples/Hello.java").toString();
        try (var server = aldis.serve();
                var hello = Running.start(
                        "Hello.java",
                        folder,
                        List.of(
                                "/usr/bin/env",
                                "ALICE_PASSWORD=wonderland",
                                "BOB_PASSWORD=builder",
                                java.toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program,
                                "127.0.0.1:" + server.tcp() + ";transport=tcp"))) {
            assertThat(hello.exit()).as(hello::said).isZero();
            assertThat(hello.said())
                    .contains("sip:alice@example.com says: Lunch?")
                    .containsPattern("delivered in \\d+ ms")
                    .doesNotContain("DEBUG", "INFO");
        }
    }

    /** The command of the README, word by word, but for the path of Java and the port. */
    private static List<String> commandOfTheReadme(String server, String... variables) throws IOException {
        String line = Files.readAllLines(SourceFile.ROOT.resolve("README.md")).stream()
                .filter(each -> each.startsWith("java ") && each.contains("examples/Hello.java"))
                .findFirst()
                .orElseThrow();
        String command = line.replaceFirst("^java ", Path.of(System.getProperty("java.home"), "bin", "java") + " ")
                .replace("app/target/", SourceFile.ROOT.resolve("app/target") + "/")
                .replace("examples/", SourceFile.ROOT.resolve("examples") + "/")
                .replaceFirst("\"127\\.0\\.0\\.1:5060;transport=tcp\"", server);
        var all = new ArrayList<>(List.of("/usr/bin/env", "-u", "ALICE_PASSWORD", "-u", "BOB_PASSWORD"));
        all.addAll(List.of(variables));
        all.addAll(List.of("/bin/sh", "-c", command));
        return all;
    }

    private Running readme(String server, String... variables) throws IOException {
        return Running.start("Hello.java", folder, commandOfTheReadme(server, variables));
    }

    @Test
    void helloExampleRunAsInTheReadmePrintsItsResult() throws IOException {
        var aldis = new AldisCommand(folder);
        aldis.addUser("alice", "wonderland");
        aldis.addUser("bob", "builder");
        try (var server = aldis.serve();
                var hello = readme(
                        "\"127.0.0.1:" + server.tcp() + ";transport=tcp\"",
                        "ALICE_PASSWORD=wonderland",
                        "BOB_PASSWORD=builder")) {
            assertThat(hello.exit()).as(hello::said).isZero();
            assertThat(hello.said().lines())
                    .hasSize(3)
                    .anyMatch(line -> line.startsWith("Registered as "))
                    .anyMatch("sip:alice@example.com says: Lunch?"::equals)
                    .anyMatch(line -> line.matches("delivered in \\d+ ms"));
        }
    }

    @Test
    void helloExampleRunAsInTheReadmeSaysWhatIsMissing() throws IOException {
        says(readme("\"127.0.0.1:5060;transport=tcp\""), "Set BOB_PASSWORD to the password of sip:bob@example.com");
        says(
                readme("\"127.0.0.1:5060;transport=tcp\"", "BOB_PASSWORD=builder"),
                "Set ALICE_PASSWORD to the password of sip:alice@example.com");
        says(readme(""), "Expected the server, such as \"127.0.0.1:5060;transport=tcp\"");
    }

    private static void says(Running program, String sentence) {
        try (program) {
            assertThat(program.exit()).as(program::said).isOne();
            assertThat(program.said().strip()).isEqualTo(sentence);
        }
    }

    @Test
    void helloExampleWithoutPasswordSaysWhatIsMissing() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try (var hello = Running.start(
                "Hello.java",
                folder,
                List.of(
                        "/usr/bin/env",
                        "-u",
                        "BOB_PASSWORD",
                        java.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SourceFile.ROOT.resolve("examples/Hello.java").toString(),
                        "127.0.0.1:5060"))) {
            assertThat(hello.exit()).as(hello::said).isOne();
            assertThat(hello.said()).contains("Set BOB_PASSWORD").doesNotContain("Exception");
        }
    }
}
