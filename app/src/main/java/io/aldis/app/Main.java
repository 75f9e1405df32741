package io.aldis.app;

import io.aldis.app.command.Aldis;
import io.aldis.app.command.Terminal;
import io.aldis.app.command.Version;

/** Entry point of the {@code aldis} command. */
public final class Main {
    private Main() {}

    /**
     * Runs one command and ends the JVM with its exit code: 0 done, 1 failed, 2 wrong use, 3 accepted but not delivered yet, 4
     * changed but not confirmed by a running server. {@code --version} alone is answered without picocli: loading it takes several times
     * as long as everything else.
     */
    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        if (args.length == 1 && args[0].equals("--version"))
            terminal.out().println(Version.current().line());
        else System.exit(Aldis.run(terminal, args));
    }
}
