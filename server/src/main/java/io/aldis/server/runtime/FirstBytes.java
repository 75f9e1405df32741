package io.aldis.server.runtime;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.digest.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Finds requests that begin something new and may be refused for that; ACK, BYE and CANCEL never do. Whether a request belongs to a dialog is not
 * checked here; a REGISTER with credentials counts as a refresh.
 */
final class FirstBytes {
    private static final Set<Method> NEVER = Set.of(Method.ACK, Method.BYE, Method.CANCEL);
    private static final Set<String> ALWAYS = Set.of("MESSAGE", "OPTIONS", "SUBSCRIBE", "PUBLISH");
    /** The digest response is at least so long with every algorithm. */
    private static final int RESPONSE = 32;

    private FirstBytes() {}

    static boolean mayBe(SipRequest request) {
        return !NEVER.contains(request.method());
    }

    /** Whether there is something that looks like an answer to a challenge; it is not verified, as that costs more. */
    static boolean hasCredentials(SipRequest request) {
        int line = request.headers().first(HeaderName.AUTHORIZATION);
        if (line < 0) return false;
        try {
            return Credentials.parse(request.headers().value(line))
                    .filter(found -> found.response().length() >= RESPONSE)
                    .isPresent();
        } catch (SyntaxException e) {
            return false;
        }
    }

    /**
     * A quick check of an unparsed datagram. It may miss new requests, which are then parsed.
     *
     * @param registrations whether a REGISTER without credentials counts
     */
    static boolean mayBe(byte[] datagram, boolean registrations) {
        int space = 0;
        while (space < datagram.length && space < 10 && datagram[space] != ' ') space++;
        String method = new String(datagram, 0, space, StandardCharsets.ISO_8859_1);
        if (ALWAYS.contains(method)) return true;
        return switch (method) {
            case "INVITE" -> !hasToTag(head(datagram));
            case "REGISTER" -> registrations && !head(datagram).contains("\nauthorization");
            default -> false;
        };
    }

    /** The header in lower case, up to the empty line. */
    private static String head(byte[] datagram) {
        int end = 0;
        while (end < datagram.length && !isEmptyLine(datagram, end)) end++;
        return new String(datagram, 0, end, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    /** Whether an empty line begins behind the line feed at that place. */
    private static boolean isEmptyLine(byte[] datagram, int at) {
        if (datagram[at] != '\n' || at + 1 == datagram.length) return false;
        return datagram[at + 1] == '\n'
                || (datagram[at + 1] == '\r' && at + 2 < datagram.length && datagram[at + 2] == '\n');
    }

    private static boolean hasToTag(String head) {
        int to = Math.max(head.indexOf("\nto"), head.indexOf("\nt:"));
        return to < 0
                || head.substring(to, Math.max(to, head.indexOf('\r', to))).contains("tag");
    }
}
