package io.aldis.server;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipRequest;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * A request whose sender is known as well as it can be.
 *
 * @param credentials the header line with credentials for us, which go no further; {@link #NO_LINE} when there is none
 */
public record Identified(Admitted admitted, Sender sender, int credentials) {
    public static final int NO_LINE = -1;

    private static final long IDENTITIES = 1L << HeaderName.P_ASSERTED_IDENTITY.id()
            | 1L << HeaderName.P_PREFERRED_IDENTITY.id()
            | 1L << HeaderName.REMOTE_PARTY_ID.id();
    private static final long PREFERRED = 1L << HeaderName.P_PREFERRED_IDENTITY.id();

    public SipRequest request() {
        return admitted.request();
    }

    /**
     * The header lines that go no further: credentials for us; who the sender says he is, unless we believe that; and what a believed
     * one wants to be kept secret from those whom we do not trust (RFC 3325 §5, §7; a P-Preferred-Identity is for us alone, §6).
     *
     * @param onward whether what comes next is trusted as well; seldom asked
     */
    public IntPredicate ending(BooleanSupplier onward) {
        Headers headers = request().headers();
        long ends = believed() ? PREFERRED | (isSecret() && !onward.getAsBoolean() ? IDENTITIES : 0) : IDENTITIES;
        return line -> line == credentials || (headers.id(line) < Long.SIZE && (ends >>> headers.id(line) & 1) != 0);
    }

    /** A neighbour that let it in by our token is a server of ours and has looked already. */
    private boolean believed() {
        return sender instanceof Sender.Trusted || admitted.destination() instanceof Destination.Holding;
    }

    private boolean isSecret() {
        Headers headers = request().headers();
        for (int line = headers.first(HeaderName.PRIVACY); line >= 0; line = headers.next(HeaderName.PRIVACY, line + 1))
            for (String wish : headers.value(line).toLowerCase(Locale.ROOT).split("[;, ]+"))
                if (wish.equals("id")) return true;
        return false;
    }
}
