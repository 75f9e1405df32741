package io.aldis.server;

import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.Uri;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * A request whose sender is known as well as it can be.
 *
 * @param credentials the header line with credentials for us, which go no further; {@link #NO_LINE} when there is none
 * @param notBefore the sender cannot have made this request before that time, since it answers a challenge of then;
 *     {@link Instant#MIN} when nothing is known
 */
public record Identified(Admitted admitted, Sender sender, int credentials, Instant notBefore) {
    public static final int NO_LINE = -1;

    public Identified(Admitted admitted, Sender sender, int credentials) {
        this(admitted, sender, credentials, Instant.MIN);
    }

    public SipRequest request() {
        return admitted.request();
    }

    /** The address of the account that has proved to have sent it, else that in its From. */
    public String senderAddress() {
        if (sender instanceof Sender.User(Aor aor)) return aor.toString();
        Uri from = request().from().uri();
        return from instanceof SipUri uri ? Aor.of(uri).toString() : from.text();
    }

    /**
     * The header lines that go no further: credentials for us; who the sender says he is, unless we believe that; and what a believed
     * one wants to be kept secret from those whom we do not trust (RFC 3325 §5, §7; a P-Preferred-Identity is for us alone, §6).
     *
     * @param onward whether what comes next is trusted as well; seldom asked
     */
    public IntPredicate ending(BooleanSupplier onward) {
        IntPredicate claims = Identities.ending(request().headers(), believed(), onward);
        IntPredicate ending = line -> line == credentials || claims.test(line);
        return Privacy.isPrivate(request()) ? line -> ending.test(line) || Privacy.hides(request(), line) : ending;
    }

    /** A neighbour that let it in by our token is a server of ours and has looked already. */
    private boolean believed() {
        return sender instanceof Sender.Trusted || admitted.destination() instanceof Destination.Holding;
    }
}
