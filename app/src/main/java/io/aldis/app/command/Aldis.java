package io.aldis.app.command;

import io.aldis.app.archive.ArchiveException;
import io.aldis.app.config.ConfigurationException;
import io.aldis.app.config.NameServer;
import io.aldis.net.endpoint.BindException;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import io.aldis.sip.SyntaxException;
import io.aldis.store.sql.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The {@code aldis} command: parses the arguments, runs a subcommand, and turns failures into one line and an exit code. */
@Command(
        name = "aldis",
        description = "SIP instant messaging: a server and its tools.",
        versionProvider = Aldis.Versions.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; standard error says why",
            "2:wrong use",
            "3:accepted, not delivered yet",
            "4:changed, but a running server has not confirmed the change in time"
        })
public final class Aldis implements Runnable {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    private Aldis() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Expected a command");
    }

    /** Runs one command. @return its exit code */
    public static int run(Terminal terminal, String... args) {
        return commandLine(terminal).execute(args);
    }

    static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new Aldis())
                .addSubcommand(new Serve(terminal))
                .addSubcommand(new User(terminal))
                .addSubcommand(new MailboxCommand(terminal))
                .addSubcommand(new TrailCommand(terminal))
                .addSubcommand(new Backup(terminal))
                .addSubcommand(new Restore(terminal))
                .addSubcommand(new Export(terminal))
                .addSubcommand(new Import(terminal))
                .addSubcommand(new Send(terminal))
                .addSubcommand(new Listen(terminal))
                .addSubcommand(new Chat(terminal))
                .addSubcommand(new Demo(terminal))
                .addSubcommand(new Completion())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Aor.class, Aldis::address)
                .registerConverter(NameServer.class, Aldis::nameServer)
                .setOut(Terminal.writer(terminal.out()))
                .setErr(Terminal.writer(terminal.err()))
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((wrong, args) -> wrongUse(terminal, wrong))
                .setExecutionExceptionHandler((failure, line, parsed) -> failed(terminal, failure, line));
    }

    private static Aor address(String text) {
        try {
            return Aor.parse(text);
        } catch (SyntaxException e) {
            throw new TypeConversionException("expected sip:user@domain but was \"" + text + '"');
        }
    }

    private static NameServer nameServer(String text) {
        try {
            return NameServer.parse(text);
        } catch (IllegalArgumentException _) {
            throw new TypeConversionException(
                    "expected an address such as 192.0.2.53 or 127.0.0.1:5353 but was \"" + text + '"');
        }
    }

    private static int wrongUse(Terminal terminal, ParameterException wrong) {
        return wrongUse(terminal, String.valueOf(wrong.getMessage()), wrong.getCommandLine());
    }

    private static int wrongUse(Terminal terminal, String sentence, CommandLine command) {
        terminal.say(oneLine(sentence) + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
        return WRONG_USE;
    }

    private static int failed(Terminal terminal, Exception failure, CommandLine command) {
        return switch (failure) {
            case ConfigurationException wrong -> wrongUse(terminal, String.valueOf(wrong.getMessage()), command);
            case UsageException wrong -> wrongUse(terminal, String.valueOf(wrong.getMessage()), command);
            case SyntaxException wrong -> wrongUse(terminal, wrong.sentence(), command);
            case FailedException _, ArchiveException _, BindException _, StoreException _ -> {
                terminal.say(oneLine(String.valueOf(failure.getMessage())));
                yield FAILED;
            }
            case UncheckedIOException wrapped -> failed(terminal, Objects.requireNonNull(wrapped.getCause()), command);
            case FileSystemException file -> {
                terminal.say(file.getFile() + ": " + FileFailure.words(file));
                yield FAILED;
            }
            case IOException io -> {
                terminal.say(oneLine(FileFailure.words(io)));
                yield FAILED;
            }
            default -> {
                LoggerFactory.getLogger(Aldis.class).error("internal error", failure);
                terminal.say(
                        "internal error: " + oneLine(failure.toString()) + "; please report it with the lines above");
                yield FAILED;
            }
        };
    }

    private static String oneLine(String text) {
        return PlainWords.of(text).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    static final class Versions implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Version.current().line()};
        }
    }
}
