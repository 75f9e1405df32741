package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own: signals. */
class SignalTest {
    private static final int SIGTERM = 143;
    /** How many processes add an account each: {@code -Dstarts=1000} is the long form, some 20 minutes. */
    private static final int STARTS = Integer.getInteger("starts", 5);

    @TempDir
    private Path data;

    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.aldis.app.Main"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ALDIS_DATA", data.toString());
        builder.environment().put("ALDIS_PASSWORD", "secret");
        builder.environment().put("ALDIS_MAILBOX_ENABLED", "false");
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private static String await(BufferedReader said, String text) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) if (line.contains(text)) return line;
        throw new AssertionError("the process ended without \"" + text + "\"");
    }

    private static int terminated(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("ends within thirty seconds")
                .isTrue();
        return process.exitValue();
    }

    @Test
    void sigtermEndsServerAndListenerCleanly() throws Exception {
        var shell = Shell.in(data).set("ALDIS_PASSWORD", "secret");
        assertThat(shell.run("user", "add", "sip:bob@example.com").code()).isZero();
        Process serve = start("serve", "--domain", "example.com", "--listen", "udp:127.0.0.1:0");
        Process listen = null;
        try (var said = serve.inputReader(StandardCharsets.UTF_8)) {
            String server = await(said, "ready").replaceFirst(".* udp:(\\S+) .*", "$1") + ";transport=udp";
            listen = start("listen", "sip:bob@example.com", "--server", server);
            String[] send = {
                "send", "--from", "sip:bob@example.com", "--to", "sip:bob@example.com", "--server", server, "你好"
            };
            try (var heard = listen.inputReader(StandardCharsets.UTF_8)) {
                await(heard, "registered");
                assertThat(shell.run(send).code()).isZero();
                assertThat(await(heard, "sip:bob")).endsWith("你好");
                assertThat(terminated(listen)).isEqualTo(SIGTERM);
            }
            assertThat(shell.run(send).err())
                    .as("it has said goodbye to the registrar")
                    .contains("480");
            assertThat(terminated(serve)).isEqualTo(SIGTERM);
        } finally {
            if (listen != null) listen.destroyForcibly();
            serve.destroyForcibly();
        }
    }

    @Test
    void addedPhonesRegisterAtOnceAndAKilledServerIsNotAwaited() throws Exception {
        Process serve = start(
                "serve",
                "--config",
                Files.writeString(data.resolve("aldis.yaml"), """
                        domains: example.com
                        listen: udp:127.0.0.1:0
                        limits:
                          messages-per-address: 1000000
                        """).toString());
        try (var said = serve.inputReader(StandardCharsets.UTF_8)) {
            int port = Integer.parseInt(await(said, "ready").replaceFirst(".* udp:127\\.0\\.0\\.1:(\\d+) .*", "$1"));
            try (var phone = new DigestPhone(port);
                    var _ = new BusyMachine()) {
                for (int i = 0; i < STARTS; i++) {
                    Process add = start("user", "add", "sip:user" + i + "@example.com");
                    String words = new String(add.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(add.waitFor()).as(words).isZero();
                    assertThat(words).contains("the running server has it");
                    assertThat(phone.register("user" + i, "secret")).isEqualTo(200);
                }
            }
            serve.destroyForcibly().waitFor();
            var added = Shell.in(data).set("ALDIS_PASSWORD", "secret").run("user", "add", "sip:late@example.com");
            assertThat(added.code()).as(added.err()).isZero();
            assertThat(added.err()).contains("no server is running on it");
        } finally {
            serve.destroyForcibly();
        }
    }

    @Test
    void sighupReloadsAndNeverEndsTheServer() throws Exception {
        Path file = Files.writeString(data.resolve("aldis.yaml"), """
            domains: example.com
            listen: udp:127.0.0.1:0
            policies: example.com=block *@a.example.net
            """);
        Process serve = start("serve", "--config", file.toString());
        try (var said = serve.inputReader(StandardCharsets.UTF_8)) {
            await(said, "aldis ready");
            Files.writeString(file, """
                domains: example.com
                listen: udp:127.0.0.1:0
                policies: example.com=block *@b.example.net
                patience: 3s
                guesses:
                  per-account: 7
                """);
            hangUp(serve);
            assertThat(await(said, "in force now")).endsWith("in force now: policies");
            assertThat(await(said, "restart")).endsWith("after a restart: patience, guesses.per-account");
            Files.writeString(file, "patience: 3 parsecs\n");
            hangUp(serve);
            assertThat(await(said, "nothing was changed")).contains("patience");
            assertThat(serve.isAlive()).isTrue();
            assertThat(terminated(serve)).isEqualTo(SIGTERM);
        } finally {
            serve.destroyForcibly();
        }
    }

    private static void hangUp(Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
