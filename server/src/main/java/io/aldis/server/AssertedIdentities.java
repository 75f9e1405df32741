package io.aldis.server;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/**
 * The header lines that assert an identity (RFC 3325), in requests and responses: those of untrusted senders are removed, and those with privacy "id"
 * are not sent to untrusted next hops (§5, §7). A P-Preferred-Identity is for this server alone (§6).
 */
public final class AssertedIdentities {
    private static final long PREFERRED = 1L << HeaderName.P_PREFERRED_IDENTITY.id();
    private static final long ALL =
            PREFERRED | 1L << HeaderName.P_ASSERTED_IDENTITY.id() | 1L << HeaderName.REMOTE_PARTY_ID.id();

    private AssertedIdentities() {}

    /**
     * Selects the lines that are removed.
     *
     * @param believed whether the sender is trusted
     * @param onward whether the next hop is trusted; rarely evaluated
     */
    public static IntPredicate ending(Headers headers, boolean believed, BooleanSupplier onward) {
        long ends = believed ? PREFERRED | (isSecret(headers) && !onward.getAsBoolean() ? ALL : 0) : ALL;
        return line -> isOneOf(ends, headers.id(line));
    }

    /** Whether there is any such line at all. */
    public static boolean areIn(Headers headers) {
        for (int line = 0; line < headers.count(); line++) if (isOneOf(ALL, headers.id(line))) return true;
        return false;
    }

    private static boolean isOneOf(long names, int id) {
        return id < Long.SIZE && (names >>> id & 1) != 0;
    }

    private static boolean isSecret(Headers headers) {
        for (int line = headers.first(HeaderName.PRIVACY); line >= 0; line = headers.next(HeaderName.PRIVACY, line + 1))
            for (String wish : headers.value(line).toLowerCase(Locale.ROOT).split("[;, ]+"))
                if (wish.equals("id")) return true;
        return false;
    }
}
