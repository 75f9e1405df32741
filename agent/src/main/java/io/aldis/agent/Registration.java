package io.aldis.agent;

import io.aldis.sip.SipUri;
import io.aldis.sip.outbound.OwnGruus;
import java.time.Duration;
import java.util.Optional;

/** What became of an attempt to register our contact with the server (RFC 3261 §10). */
public sealed interface Registration {
    /**
     * Requests for our address reach us.
     *
     * @param contact what the server has bound to our address
     * @param expires what the server granted; the agent refreshes well before
     * @param outbound whether all on the way keep the flow that the registration came by, and we keep it alive (RFC 5626)
     * @param gruus addresses of this one device, if the server makes any (RFC 5627)
     */
    record Bound(SipUri contact, Duration expires, boolean outbound, OwnGruus gruus) implements Registration {}

    /** The server has removed our contact, as we have asked: requests for our address no longer reach this agent. */
    record Unbound() implements Registration {}

    /** The server said no: wrong password (401, 403), unknown user (404), … */
    record Denied(int status, String reason, Optional<Duration> retryAfter) implements Registration {}

    /** The server did not answer. */
    record Unheard(Failure failure) implements Registration {}

    /** For people, in one line. */
    default String sentence() {
        return switch (this) {
            case Bound(var contact, var expires, boolean _, var _) ->
                "Registered as " + contact + " for " + expires.toSeconds() + " s";
            case Unbound() -> "Unregistered";
            case Denied denied -> "Registration denied: " + denied.status() + ' ' + denied.reason();
            case Unheard(var failure) -> "Registration not answered: " + failure.sentence();
        };
    }
}
