package io.aldis.app.command;

import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import io.aldis.sip.Aor;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aldis send}: sends one message and prints its outcome. */
@Command(name = "send", description = "Sends one message and prints its outcome.")
final class Send implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final FromOption from = new FromOption();

    @Option(names = "--to", paramLabel = "URI", required = true, description = "The recipient.")
    private String to = "";

    @ArgGroup(multiplicity = "1")
    private final ContentArgument what = new ContentArgument();

    @Option(
            names = "--type",
            paramLabel = "T",
            description =
                    "The Content-Type. By default text/plain, and application/octet-stream for a file that is no UTF-8 text.")
    private Optional<String> type = Optional.empty();

    @Option(names = "--json", description = "Print the outcome as one JSON object.")
    private boolean json;

    @Mixin
    private final HeaderOptions headers = new HeaderOptions();

    @Mixin
    private final PathOptions path = new PathOptions();

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    Send(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Aor sender = from.of(terminal);
        Optional<String> given = password.given(terminal);
        Message message = message(sender);
        Outcome outcome = send(sender, message, given);
        if (given.isEmpty() && challenged(outcome)) outcome = send(sender, message, Optional.of(asked(sender)));
        return new SendReport(message, outcome).tell(terminal, json);
    }

    private Message message(Aor sender) {
        try {
            return headers.message(sender, to, what.content(terminal, type));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private Outcome send(Aor sender, Message message, Optional<String> secret) {
        try (var agent = ServerOption.open(path.tell(server.agent(sender, secret, terminal)))) {
            return agent.send(message);
        }
    }

    private static boolean challenged(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused && (refused.status() == 401 || refused.status() == 407);
    }

    private String asked(Aor sender) {
        try {
            return PasswordOptions.ask(terminal, "Password of " + sender + ": ");
        } catch (UsageException e) {
            throw new FailedException("The server asks for a password. " + e.getMessage());
        }
    }
}
