package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.Uri;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * A request with its sender, as far as that can be established.
 *
 * @param credentials index of the header line with credentials for this server, which is removed; {@link #NO_LINE} when there is none
 * @param notBefore the sender cannot have made this request before that time, since it answers a challenge of then; {@link Instant#MIN} when unknown
 */
public record Identified(Admitted admitted, Sender sender, int credentials, Instant notBefore) {
    public static final int NO_LINE = -1;

    public Identified(Admitted admitted, Sender sender, int credentials) {
        this(admitted, sender, credentials, Instant.MIN);
    }

    public SipRequest request() {
        return admitted.request();
    }

    /** The address of the account that has authenticated, else that in the From header. */
    public String senderAddress() {
        if (sender instanceof Sender.User(Aor aor)) return aor.toString();
        Uri from = request().from().uri();
        return from instanceof SipUri uri ? Aor.of(uri).toString() : from.text();
    }

    /**
     * Selects the header lines that are removed: credentials for this server; claimed identities of untrusted senders; and identities of trusted
     * senders that ask for privacy, when the next hop is not trusted (RFC 3325 §5, §7; a P-Preferred-Identity is for this server alone, §6).
     *
     * @param onward whether the next hop is trusted; rarely evaluated
     */
    public IntPredicate ending(BooleanSupplier onward) {
        IntPredicate claims = AssertedIdentities.ending(request().headers(), believed(), onward);
        IntPredicate ending = line -> line == credentials || claims.test(line);
        return Privacy.isPrivate(request()) ? line -> ending.test(line) || Privacy.hides(request(), line) : ending;
    }

    /** The sender is trusted, or the request came from a server of the cluster by a flow token, which has checked the sender. */
    private boolean believed() {
        return sender instanceof Sender.Trusted || admitted.destination() instanceof Destination.Holding;
    }
}
