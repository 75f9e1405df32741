package io.aldis.app.command;

import io.aldis.agent.Content;
import io.aldis.agent.IncomingMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a program for each message, with the message on standard input and its headers in the environment. Text of the sender is never part
 * of the command line. Up to 16 run at the same time. {@link #accept} blocks until its program has ended, so messages of one sender
 * are processed in order. Safe for every thread.
 */
final class Program implements Consumer<IncomingMessage> {
    /** Variable that only the programs of {@code --exec} have. */
    static final String ID = "ALDIS_ID";

    private static final int AT_ONCE = 16;

    /** Variables that a message may not have. */
    private static final Set<String> OF_MESSAGE = Set.of("ALDIS_SUBJECT", "ALDIS_DATE");

    private final String command;
    private final Duration patience;
    private final boolean json;
    private final Terminal terminal;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /**
     * @param command for the shell
     * @param patience run time after which it is killed
     * @param json whether standard input is the whole message as one JSON object, else its text, or its body where it has no text
     */
    Program(String command, Duration patience, boolean json, Terminal terminal) {
        this.command = command;
        this.patience = patience;
        this.json = json;
        this.terminal = terminal;
    }

    @Override
    public void accept(IncomingMessage message) {
        try {
            places.acquire();
            try {
                run(message);
            } finally {
                places.release();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            terminal.say("--exec: " + command + " cannot be run: " + e.getMessage());
        }
    }

    private void run(IncomingMessage message) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("/bin/sh", "-c", command);
        builder.environment().putAll(terminal.environment());
        describe(message, builder.environment());
        Process process = builder.start();
        Thread out = copy(process.getInputStream(), terminal.out());
        Thread err = copy(process.getErrorStream(), terminal.err());
        Thread.startVirtualThread(() -> feed(process, message));
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            terminal.say("--exec: " + command + " was killed: it ran longer than " + patience.toSeconds() + " s");
        } else if (process.exitValue() != 0) {
            terminal.say("--exec: " + command + " ended with exit code " + process.exitValue());
        }
        out.join(Duration.ofSeconds(1)); // its background processes may keep the output open
        err.join(Duration.ofSeconds(1));
    }

    private static void describe(IncomingMessage message, Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("ALDIS_") && name.endsWith("PASSWORD"));
        environment.keySet().removeAll(OF_MESSAGE); // this process may be run by another --exec
        environment.put("ALDIS_FROM", plain(message.from().text()));
        environment.put("ALDIS_DISPLAY", plain(message.display()));
        environment.put("ALDIS_TO", plain(message.to().text()));
        environment.put("ALDIS_TYPE", plain(type(message)));
        message.subject().ifPresent(subject -> environment.put("ALDIS_SUBJECT", plain(subject)));
        message.date().ifPresent(date -> environment.put("ALDIS_DATE", date.toString()));
        environment.put(ID, plain(message.id().value()));
    }

    private static String plain(String text) {
        return text.replace("\0", "");
    }

    private void feed(Process process, IncomingMessage message) {
        byte[] input = json ? (MessagePrinter.json(message) + '\n').getBytes(StandardCharsets.UTF_8) : input(message);
        try (OutputStream to = process.getOutputStream()) {
            to.write(input);
        } catch (IOException _) {
            // the program does not read its input
        }
    }

    /** The text of the message, unwrapped (message/cpim, multipart); else the octets of its body. */
    private static byte[] input(IncomingMessage message) {
        return text(message).map(text -> text.getBytes(StandardCharsets.UTF_8)).orElseGet(message::body);
    }

    private static Optional<String> text(IncomingMessage message) {
        return message.content().asText();
    }

    /** The Content-Type of {@link #input}. */
    private static String type(IncomingMessage message) {
        return text(message).isPresent()
                ? new Content.Text("").type()
                : message.content().type();
    }

    private static Thread copy(InputStream from, PrintStream to) {
        return Thread.startVirtualThread(() -> {
            try (from) {
                from.transferTo(to);
                to.flush();
            } catch (IOException _) {
                // the program was killed
            }
        });
    }
}
