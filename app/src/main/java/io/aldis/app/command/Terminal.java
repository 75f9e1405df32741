package io.aldis.app.command;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Standard streams and environment of a command.
 *
 * @param in standard input
 * @param out standard output, for results
 * @param err standard error, for all other lines
 * @param environment the environment variables
 * @param screen whether the console is a terminal
 * @param prompt asks the user for a secret, without echo; empty when the console is not a terminal
 */
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        boolean screen,
        Function<String, Optional<String>> prompt) {

    /** The terminal of this process. Output is UTF-8, as messages are, whatever the locale. */
    public static Terminal ofProcess() {
        return new Terminal(
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                System.getenv(),
                isScreen(),
                Terminal::ask);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor)), true, StandardCharsets.UTF_8);
    }

    static PrintWriter writer(PrintStream to) {
        return new PrintWriter(to, true, StandardCharsets.UTF_8);
    }

    private static boolean isScreen() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static Optional<String> ask(String question) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) return Optional.empty();
        return Optional.ofNullable(console.readPassword("%s", question)).map(String::new);
    }

    /** Prints one line for the user on standard error. */
    void say(String line) {
        err.println("aldis: " + line);
    }
}
