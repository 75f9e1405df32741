package io.aldis.app;

import io.aldis.app.command.Version;

/** The front door of the {@code aldis} command. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the JVM with its exit code: 2 for wrong use. */
    public static void main(String[] args) {
        if (args.length != 1 || !args[0].equals("--version")) {
            System.err.println("Usage: aldis --version");
            System.exit(2);
        }
        System.out.println(Version.current().line());
    }
}
