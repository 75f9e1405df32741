package io.aldis.app.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code aldis serve} as a process of its own, with its output and its log. */
final class ServeProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final List<String> lines = new ArrayList<>();
    private final String ready;

    /** Waits until it is ready. @param data where it keeps accounts. @param environment variables. @param more arguments */
    ServeProcess(Path data, Map<String, String> environment, String... more) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.aldis.app.Main",
                "serve"));
        command.addAll(List.of(more));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ALDIS_DATA", data.toString());
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // a test that waits for a line that never comes fails then, and does not wait for ever
        CompletableFuture.delayedExecutor(3, TimeUnit.MINUTES).execute(process::destroyForcibly);
        said = process.inputReader(StandardCharsets.UTF_8);
        ready = await("aldis ready");
    }

    /** The next line with that text. */
    String await(String text) {
        try {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                lines.add(line);
                if (line.contains(text)) return line;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("the process has ended without \"" + text + "\":\n" + String.join("\n", lines));
    }

    /** All that was read so far. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    int port(String transport) {
        return Integer.parseInt(ready.replaceFirst(".* " + transport + ":127\\.0\\.0\\.1:(\\d+).*", "$1"));
    }

    Process process() {
        return process;
    }

    void signal(String which) {
        try {
            new ProcessBuilder("kill", which, Long.toString(process.pid()))
                    .start()
                    .waitFor(60, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
