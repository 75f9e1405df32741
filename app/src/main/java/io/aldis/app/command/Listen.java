package io.aldis.app.command;

import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Registration;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aldis listen}: registers, and prints incoming messages. */
@Command(name = "listen", description = "Registers and prints messages as they come, until SIGTERM or SIGINT.")
final class Listen implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "SIP-URI", description = "The account.")
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private Aor address;

    @Option(names = "--json", description = "Print each message as one JSON object on one line.")
    private boolean json;

    @Option(names = "--count", paramLabel = "N", description = "End after N messages.")
    private Optional<Integer> count = Optional.empty();

    @Option(
            names = "--exec",
            paramLabel = "CMD",
            description =
                    "Run CMD with the shell for each message instead of printing it: its text, unwrapped, or its body"
                            + " where it has none (with --json the whole message) on standard input, and ALDIS_FROM (the"
                            + " sender), ALDIS_DISPLAY, ALDIS_TO, ALDIS_TYPE, ALDIS_ID, ALDIS_SUBJECT and ALDIS_DATE in"
                            + " the environment. To answer, it runs \"aldis send\" with --from and --to.")
    private Optional<String> exec = Optional.empty();

    @Option(
            names = "--exec-timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Time after which CMD is killed (default ${DEFAULT-VALUE}).")
    private int execTimeout;

    @Mixin
    private final SignOn signOn = new SignOn();

    private volatile boolean registered;

    Listen(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        int most = atLeastOne("--count", count.orElse(Integer.MAX_VALUE));
        Duration patience = Duration.ofSeconds(atLeastOne("--exec-timeout", execTimeout));
        Consumer<IncomingMessage> sink = exec.<Consumer<IncomingMessage>>map(
                        command -> new Program(command, patience, json, terminal))
                .orElseGet(() -> new MessagePrinter(terminal.out(), json));
        try (var lifetime = new Lifetime()) {
            var listener = new Limited(most, sink, lifetime::tell);
            signOn.as(
                    address,
                    terminal,
                    agent -> agent.onMessage(listener).onRegistration(this::told),
                    _ -> lifetime.await());
        }
        return 0;
    }

    private static int atLeastOne(String option, int found) {
        if (found < 1) throw new UsageException(option + ": expected at least 1 but was " + found);
        return found;
    }

    /** Called for every response of the registrar, also to refreshes; prints a line when the state changes. */
    private void told(Registration registration) {
        if (registration instanceof Registration.Unbound) return; // the command ends
        boolean now = registration instanceof Registration.Bound;
        if (!now && registered) terminal.say(RefusalAdvice.sentence(registration, address));
        if (now && !registered) terminal.say("registered " + address + ", listening");
        registered = now;
    }
}
