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
 * What a command has around it.
 *
 * @param in standard input
 * @param out standard output, for what was asked for
 * @param err standard error, for everything else
 * @param environment the variables
 * @param screen whether a person reads standard output
 * @param prompt asks a person for a secret; empty where there is none to ask
 */
public record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        boolean screen,
        Function<String, Optional<String>> prompt) {

    /** That of this process. Always UTF-8, since messages are, whatever the locale says. */
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

    /** One line for the person who started the command. */
    void say(String line) {
        err.println("aldis: " + line);
    }
}
