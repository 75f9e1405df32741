package io.aldis.app.command;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentBuilder;
import io.aldis.agent.Registration;
import io.aldis.sip.Aor;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;

/** Registers a user, and asks for the password when the server does and nobody gave one. */
final class SignOn {
    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    /**
     * Opens an agent, registers it and does the work with it; then takes the binding away.
     *
     * @param prepare says what else the agent is to be
     * @throws FailedException when the server does not take the registration
     */
    void as(Aor address, Terminal terminal, UnaryOperator<AgentBuilder> prepare, Consumer<Agent> work) {
        Optional<String> given = password.given(terminal);
        try (var device = Device.of(address, terminal)) {
            Function<Optional<String>, AgentBuilder> known = secret ->
                    prepare.apply(server.agent(address, secret, terminal)).instance(device.instance());
            if (done(address, given, known, work)) return;
            String asked = PasswordOptions.ask(terminal, "Password of " + address + ": ");
            done(address, Optional.of(asked), known, work);
        }
    }

    /** @return false when the server asks for a password and there is none */
    private boolean done(
            Aor address,
            Optional<String> secret,
            Function<Optional<String>, AgentBuilder> prepare,
            Consumer<Agent> work) {
        try (Agent agent = ServerOption.open(prepare.apply(secret))) {
            Registration registration = agent.register();
            if (secret.isEmpty() && registration instanceof Registration.Denied denied && denied.status() == 401)
                return false;
            if (!(registration instanceof Registration.Bound))
                throw new FailedException(Refusals.sentence(registration, address));
            work.accept(agent);
            return true;
        }
    }
}
