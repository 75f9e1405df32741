package io.aldis.app.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs commands in this process: what is typed, set and asked goes in, what is said and the exit code come out. */
final class Shell {
    private final Map<String, String> environment = new HashMap<>();
    private final Deque<String> answers = new ArrayDeque<>();
    private InputStream input = InputStream.nullInputStream();
    private boolean screen;

    /** How a command ended. */
    record Ended(int code, String out, String err) {}

    /** The data of these commands; nothing of the user who runs the tests is touched. */
    static Shell in(Path data) {
        return new Shell().set("ALDIS_DATA", data.toString()).set("XDG_CONFIG_HOME", data.toString());
    }

    Shell set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Standard input of the next command. */
    Shell typing(String text) {
        return typing(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A person reads what is said on standard output. */
    Shell onScreen() {
        screen = true;
        return this;
    }

    /** Standard input of the next command, as it comes. */
    Shell typing(InputStream keyboard) {
        input = keyboard;
        return this;
    }

    /** What the user types when asked for a secret. Without it there is no terminal. */
    Shell answering(String... secrets) {
        answers.addAll(List.of(secrets));
        return this;
    }

    private Terminal terminal(PrintStream out, PrintStream err) {
        return new Terminal(input, out, err, environment, screen, question -> Optional.ofNullable(answers.poll()));
    }

    Ended run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Aldis.run(terminal(stream(out), stream(err)), arguments);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    /** Starts a command that stays. */
    Job start(String... arguments) {
        var lines = new LineQueue();
        PrintStream said = new PrintStream(lines, true, StandardCharsets.UTF_8);
        Terminal terminal = terminal(said, said);
        return new Job(Arrays.toString(arguments), lines, () -> Aldis.run(terminal, arguments));
    }
}
