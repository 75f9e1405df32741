package io.aldis.app.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Reads a password from standard input, the environment or a prompt. Not from an argument: every user of the machine can read those. */
final class PasswordOptions {
    private static final String VARIABLE = "ALDIS_PASSWORD";

    @Option(
            names = "--password-stdin",
            description = "Read the password from the first line of standard input; else it is in " + VARIABLE
                    + ", or asked for.")
    private boolean standardInput;

    /** The password of standard input or of the variable; empty when it is to be asked for. @throws UsageException when it is empty */
    Optional<String> given(Terminal terminal) {
        Optional<String> given = standardInput
                ? Optional.of(firstLine(terminal))
                : Optional.ofNullable(terminal.environment().get(VARIABLE));
        given.ifPresent(PasswordOptions::check);
        return given;
    }

    /** A new password. A prompt asks for it twice. */
    String fresh(Terminal terminal, String of) {
        return given(terminal).orElseGet(() -> {
            String first = ask(terminal, "New password for " + of + ": ");
            if (!first.equals(ask(terminal, "The same again: ")))
                throw new FailedException("The two passwords are not the same");
            return first;
        });
    }

    /** Asks the user. @throws UsageException when there is no terminal */
    static String ask(Terminal terminal, String question) {
        String typed = terminal.prompt()
                .apply(question)
                .orElseThrow(() -> new UsageException("Expected a password: give --password-stdin, set " + VARIABLE
                        + ", or use a terminal that can ask for it"));
        check(typed);
        return typed;
    }

    private static void check(String password) {
        if (password.isEmpty()) throw new UsageException("Expected a password but it is empty");
    }

    /** Reads to the end of the line and no octet further: the message may follow. */
    private static String firstLine(Terminal terminal) {
        var line = new ByteArrayOutputStream();
        try {
            for (int octet = terminal.in().read();
                    octet >= 0 && octet != '\n';
                    octet = terminal.in().read()) line.write(octet);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
