package io.aldis.server.rules;

import io.aldis.server.Answer;
import io.aldis.server.Destination;
import io.aldis.server.Identified;
import io.aldis.server.Methods;
import io.aldis.server.Sender;
import io.aldis.server.Step;
import io.aldis.sip.Aor;
import io.aldis.sip.Method;

/** What a sender may do here. For the event loop. */
public final class Rules {
    private final Methods methods;

    public Rules(Methods methods) {
        this.methods = methods;
    }

    /** Nobody registers for somebody else, and a dialog's mark is no key to the registrar. */
    public Step<Identified> permit(Identified identified) {
        if (!methods.allow(identified.request().method())) return Step.stop(Answer.of(405, methods.allow()));
        boolean allowed = switch (identified.admitted().destination()) {
            case Destination.Registrar(Aor aor) -> mayRegister(identified.sender(), aor);
            case Destination.Hop _ -> identified.admitted().insideDialog();
            case Destination.Here _ -> true;
            case Destination.User _ -> !identified.request().method().equals(Method.REGISTER);
        };
        return allowed ? Step.go(identified) : Step.stop(Answer.of(403));
    }

    private static boolean mayRegister(Sender sender, Aor aor) {
        return switch (sender) {
            case Sender.User(Aor user) -> user.equals(aor);
            case Sender.Trusted _ -> true;
            case Sender.Party _, Sender.Stranger _ -> false;
        };
    }
}
