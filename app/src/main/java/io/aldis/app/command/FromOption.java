package io.aldis.app.command;

import io.aldis.sip.Aor;
import io.aldis.sip.SyntaxException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The account that a command uses. */
final class FromOption {
    private static final String VARIABLE = "ALDIS_FROM";

    @Option(names = "--from", paramLabel = "SIP-URI", description = "The account; else that of " + VARIABLE + ".")
    private Optional<Aor> from = Optional.empty();

    /** @throws UsageException when there is none */
    Aor of(Terminal terminal) {
        if (from.isPresent()) return from.get();
        if (terminal.environment().containsKey(Program.ID))
            throw new UsageException("Expected --from SIP-URI: for a program of \"listen --exec\" " + VARIABLE
                    + " is the sender of the message");
        String given = terminal.environment().getOrDefault(VARIABLE, "");
        if (given.isBlank())
            throw new UsageException("Expected --from SIP-URI, or " + VARIABLE + " in the environment");
        try {
            return Aor.parse(given);
        } catch (SyntaxException e) {
            throw new UsageException(VARIABLE + ": expected sip:user@domain but was \"" + given + '"');
        }
    }
}
