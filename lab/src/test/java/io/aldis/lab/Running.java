package io.aldis.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A program under test or a peer: started, read line by line, ended with the test. */
final class Running implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final Thread reader;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> heard = new ArrayList<>();

    private Running(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /** Standard error goes where standard output goes; standard input is a pipe that stays open. */
    static Running start(String name, Path folder, List<String> command) {
        try {
            var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            return new Running(name, builder.start());
        } catch (IOException e) {
            throw new AssertionError(name + " did not start: " + command, e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) lines.add(line);
        } catch (IOException e) {
            lines.add("(the pipe broke: " + e.getMessage() + ")");
        }
    }

    /** Waits for a line with that text. */
    String await(String text) {
        return await(line -> line.contains(text), text);
    }

    String await(Predicate<String> wanted, String what) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                long left = end - System.nanoTime();
                String line = left > 0 ? lines.poll(Math.min(left, 200_000_000L), TimeUnit.NANOSECONDS) : null;
                if (line != null) heard.add(line);
                if (line != null && wanted.test(line)) return line;
                if (left <= 0 || (line == null && !process.isAlive() && lines.isEmpty()))
                    throw new AssertionError(name + " did not say \"" + what + "\" but:\n" + String.join("\n", heard));
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for the end, and until all has been read that it said. @return the exit code */
    int exit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                throw new AssertionError(name + " did not end but said:\n" + said());
            reader.join(LAST_WORDS); // a child of its own that stays may keep the pipe open
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Types into it and ends its input. */
    Running type(String text) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(name + " took no input", e);
        }
        return this;
    }

    /** Types a line into it. */
    void tell(String line) {
        try {
            process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError(name + " took no input", e);
        }
    }

    String said() {
        lines.drainTo(heard);
        return String.join("\n", heard);
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
        exit();
    }

    /** kill -9 of it and of what it has started. */
    void killAll() {
        List<ProcessHandle> family = family();
        family.forEach(ProcessHandle::destroyForcibly);
        exit();
    }

    private List<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** Until nothing of it runs any more: its files may go. */
    @Override
    public void close() {
        List<ProcessHandle> family = family();
        process.destroy();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        family.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : family)
            each.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
