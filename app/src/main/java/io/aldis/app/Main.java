package io.aldis.app;

import io.aldis.app.command.Aldis;
import io.aldis.app.command.Terminal;

/** The front door of the {@code aldis} command. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the JVM with its exit code: 0 done, 1 failed, 2 wrong use, 3 accepted but not delivered yet. */
    public static void main(String[] args) {
        System.exit(Aldis.run(Terminal.ofProcess(), args));
    }
}
