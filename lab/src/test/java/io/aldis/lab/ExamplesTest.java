package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in {@code examples/} are compiled and run as their first lines say. */
class ExamplesTest {
    @TempDir
    Path folder;

    @Test
    void twentyLinesSendAndReceive() {
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

    @Test
    void withoutAPasswordTheExampleSaysWhatIsMissing() {
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
