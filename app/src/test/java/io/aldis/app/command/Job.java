package io.aldis.app.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A command that runs beside the test until it ends by itself or is closed. */
final class Job implements AutoCloseable {
    private static final int PATIENCE = 20;

    private final String name;
    private final LineQueue output;
    private final List<String> heard = new ArrayList<>();
    private final FutureTask<Integer> command;
    private final Thread thread;

    Job(String name, LineQueue output, Callable<Integer> command) {
        this.name = name;
        this.output = output;
        this.command = new FutureTask<>(command);
        this.thread = Thread.startVirtualThread(this.command);
    }

    /** The next line with that text; those before it are passed over. */
    String await(String text) {
        try {
            for (String line = next(); line != null; line = next()) {
                heard.add(line);
                if (line.contains(text)) return line;
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (command.state() == Future.State.FAILED) throw new AssertionError(name + " failed", command.exceptionNow());
        throw new AssertionError(name + " did not say \"" + text + "\" but:\n" + String.join("\n", heard));
    }

    /** A line with that text, if one comes within so many milliseconds; those before it are passed over. */
    Optional<String> within(int milliseconds, String text) throws InterruptedException {
        long end = System.nanoTime() + milliseconds * 1_000_000L;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            String line = output.lines.poll(left, TimeUnit.NANOSECONDS);
            if (line == null) return Optional.empty();
            heard.add(line);
            if (line.contains(text)) return Optional.of(line);
        }
        return Optional.empty();
    }

    private @Nullable String next() throws InterruptedException {
        for (int i = 0; i < PATIENCE * 10; i++) {
            String line = output.lines.poll(100, TimeUnit.MILLISECONDS);
            if (line != null || command.state() == Future.State.FAILED) return line;
        }
        return null;
    }

    /** Waits for the end. @return the exit code */
    int exit() {
        try {
            return command.get(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(name + " did not end as it should but said:\n" + said(), e);
        }
    }

    String said() {
        output.lines.drainTo(heard);
        return String.join("\n", heard);
    }

    @Override
    public void close() {
        thread.interrupt();
        exit();
    }
}
