package io.aldis.app.command;

import io.aldis.agent.Agent;
import io.aldis.agent.Registration;
import io.aldis.sip.Aor;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aldis listen}: registers, and prints what comes in. */
@Command(name = "listen", description = "Registers and prints messages as they come, until SIGTERM or SIGINT.")
final class Listen implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "SIP-URI", description = "Whose messages.")
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private Aor address;

    @Option(names = "--json", description = "Print each message as one JSON object on one line.")
    private boolean json;

    @Option(names = "--count", paramLabel = "N", description = "End after N messages.")
    private Optional<Integer> count = Optional.empty();

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    private volatile boolean registered;

    Listen(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        int most = count.orElse(Integer.MAX_VALUE);
        if (most < 1) throw new UsageException("--count: expected at least 1 but was " + most);
        try (var lifetime = new Lifetime()) {
            var printer = new MessagePrinter(terminal.out(), json, most, lifetime::tell);
            Optional<String> given = password.given(terminal);
            if (!listen(given, printer, lifetime)) {
                String asked = PasswordOptions.ask(terminal, "Password of " + address + ": ");
                listen(Optional.of(asked), printer, lifetime);
            }
        }
        return 0;
    }

    /** @return false when the server asks for a password and there is none */
    private boolean listen(Optional<String> secret, MessagePrinter printer, Lifetime lifetime) {
        try (Agent agent = ServerOption.open(
                server.agent(address, secret).onMessage(printer::print).onRegistration(this::told))) {
            Registration registration = agent.register();
            if (secret.isEmpty() && registration instanceof Registration.Denied denied && denied.status() == 401)
                return false;
            if (!(registration instanceof Registration.Bound)) throw new FailedException(registration.sentence());
            lifetime.await();
            return true;
        }
    }

    /** Every answer of the registrar, refreshes included: only a change is worth a line. */
    private void told(Registration registration) {
        boolean now = registration instanceof Registration.Bound;
        if (!now && registered) terminal.say(registration.sentence());
        if (now && !registered) terminal.say("registered " + address + ", listening");
        registered = now;
    }
}
