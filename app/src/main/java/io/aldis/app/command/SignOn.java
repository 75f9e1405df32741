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

/** Registers a user. Asks for the password when the server needs one and none was given. */
final class SignOn {
    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    /**
     * Opens an agent, registers it, runs {@code work}, and closes the agent, which removes the binding.
     *
     * @param prepare sets further options of the agent
     * @throws FailedException when the registration is refused or fails
     */
    void as(Aor address, Terminal terminal, UnaryOperator<AgentBuilder> prepare, Consumer<Agent> work) {
        Optional<String> given = password.given(terminal);
        try (var device = CommandDevice.of(address, terminal)) {
            Function<Optional<String>, AgentBuilder> known = secret ->
                    prepare.apply(server.agent(address, secret, terminal)).instance(device.instance());
            if (done(address, given, known, work)) return;
            String asked = PasswordOptions.ask(terminal, "Password of " + address + ": ");
            done(address, Optional.of(asked), known, work);
        }
    }

    /** @return false when the server answers 401 and there is no password */
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
                throw new FailedException(RefusalAdvice.sentence(registration, address));
            work.accept(agent);
            return true;
        }
    }
}
