package io.aldis.app.command;

import io.aldis.app.archive.Imported;
import io.aldis.app.archive.Importer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aldis import}: reads the output of {@code aldis export}, or CSV, into any store, whether a server runs or not. */
@Command(
        name = "import",
        description =
                "Imports accounts, devices and messages of an export, or accounts from CSV; what the store has already"
                        + " is not imported again.",
        footer = {
            "",
            "CSV has one account per line: address, and password or ha1 (MD5 of user:domain:password). Its first line"
                    + " may name",
            "the columns: address,password or address,ha1; without that they are address,password,ha1 in this order."
        })
final class Import implements Callable<Integer> {
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private static final Path INPUT = Path.of("-");

    private final Terminal terminal;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = "-",
            description = "The output of \"aldis export\", or CSV; standard input when it is - or left out.")
    private Path file = INPUT;

    @Option(
            names = "--replace",
            description =
                    "Accounts that the store has with another password, other settings or another policy get those of"
                            + " the file. Without this they keep theirs.")
    private boolean replace;

    @Mixin
    private final DataOptions data = new DataOptions();

    Import(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        return file.equals(INPUT) ? from(terminal.in()) : fromFile(file);
    }

    private int fromFile(Path path) throws IOException {
        try (var in = Files.newInputStream(path)) {
            warn(path);
            return from(in);
        } catch (NoSuchFileException e) {
            throw new FailedException(path + ": expected an export or CSV but there is no such file");
        }
    }

    private void warn(Path path) throws IOException {
        if (!Files.getFileStore(path).supportsFileAttributeView("posix")) return;
        if (Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains))
            terminal.say("WARNING: " + path + " contains secrets and other users can read it");
    }

    private int from(InputStream in) throws IOException {
        try (var store = data.mayCreate().open(terminal)) {
            var progress = new ProgressLine(terminal, "imported");
            Imported imported = new Importer(store, replace, InstantSource.system(), progress).from(in);
            return InForce.await(store.changes(), sentence(imported) + " (" + data.where(terminal) + ")", terminal);
        }
    }

    private static String others(Imported imported) {
        boolean one = imported.others() == 1;
        String what = " (password, settings or policy) and ";
        String accounts = imported.others() + (one ? " account " : " accounts ");
        if (imported.replaced())
            return accounts + "differed here" + what + (one ? "is" : "are") + " now as in the file";
        return accounts + (one ? "differs here" : "differ here") + what
                + (one ? "was left as it is" : "were left as they are") + " (--replace)";
    }

    private static String sentence(Imported imported) {
        return "read " + imported.read() + "; new here: " + imported.fresh().accounts() + " accounts, "
                + imported.fresh().messages() + " messages"
                + (imported.others() > 0 ? "; " + others(imported) : "")
                + (imported.expired() > 0
                        ? "; " + imported.expired() + " messages have expired and were left out"
                        : "");
    }
}
