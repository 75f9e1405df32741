package io.aldis.app.command;

import io.aldis.app.archive.Counts;
import io.aldis.app.archive.Exporter;
import io.aldis.store.sql.NewFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aldis export}: writes accounts, devices and messages as lines of JSON, for another store. */
@Command(
        name = "export",
        description =
                "Writes accounts, devices and stored messages as lines of JSON that \"aldis import\" reads into any store.",
        footer = {"", "They contain secrets, which are as good as passwords: keep the file private."})
final class Export implements Callable<Integer> {
    private static final Path OUTPUT = Path.of("-");

    private final Terminal terminal;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = "-",
            description = "A new file; standard output when it is - or left out.")
    private Path file = OUTPUT;

    @Mixin
    private final DataOptions data = new DataOptions();

    Export(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Counts written = file.equals(OUTPUT) ? toOutput() : toFile(file);
        terminal.say("exported " + written + " (" + data.where(terminal) + ")");
        return 0;
    }

    private Counts toOutput() throws IOException {
        if (terminal.screen())
            terminal.say("WARNING: this shows secrets, which are as good as passwords; give a file for them");
        Counts written = to(terminal.out());
        if (terminal.out().checkError()) throw new FailedException("Standard output was closed before all was written");
        return written;
    }

    private Counts toFile(Path path) throws IOException {
        try (var archive = NewFile.at(path)) {
            Counts written;
            try (var out = new BufferedOutputStream(Files.newOutputStream(archive.unfinished()))) {
                written = to(out);
            }
            archive.publish();
            return written;
        }
    }

    private Counts to(OutputStream out) throws IOException {
        try (var store = data.open(terminal)) {
            return new Exporter(store, new ProgressLine(terminal, "exported")).to(out);
        }
    }
}
