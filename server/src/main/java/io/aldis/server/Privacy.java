package io.aldis.server;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What the sender of a MESSAGE asks to be kept from its recipient (RFC 3323): {@code header}, where it comes from (the Via values before ours,
 * Contact); {@code user}, what else the header fields tell of the user or the software. From and Call-ID stay: the recipient needs them
 * for an answer, and who wants them to say nothing writes them so (RFC 3323 §4.1). {@code id} is for {@link Identities}.
 */
public final class Privacy {
    private static final Set<Integer> OF_USER = Set.of(
            HeaderName.USER_AGENT.id(),
            HeaderName.ORGANIZATION.id(),
            HeaderName.SUBJECT.id(),
            HeaderName.REPLY_TO.id(),
            HeaderName.IN_REPLY_TO.id(),
            HeaderName.SERVER.id());

    private Privacy() {}

    /** Whether the recipient is not to see where it comes from. */
    public static boolean hidesPath(SipRequest request) {
        return isAsked(request, "header");
    }

    /** Whether that header line is not for the recipient. */
    public static boolean hides(SipRequest request, int line) {
        int id = request.headers().id(line);
        if (id == HeaderName.CONTACT.id()) return hidesPath(request);
        boolean ofUser =
                OF_USER.contains(id) || request.headers().writtenName(line).equalsIgnoreCase("Call-Info");
        return ofUser && isAsked(request, "user");
    }

    private static boolean isAsked(SipRequest request, String value) {
        if (!isPrivate(request)) return false;
        Set<String> values = values(request.headers());
        return values.contains(value) && !values.contains("none");
    }

    /** Calls are not hidden: their dialogs need what would be taken away. Asked for every message. */
    public static boolean isPrivate(SipRequest request) {
        return request.headers().first(HeaderName.PRIVACY) >= 0
                && request.method().equals(Method.MESSAGE)
                && request.to().tag().isEmpty();
    }

    private static Set<String> values(Headers headers) {
        var found = new HashSet<String>();
        for (int line = headers.first(HeaderName.PRIVACY); line >= 0; line = headers.next(HeaderName.PRIVACY, line + 1))
            found.addAll(
                    Arrays.asList(headers.value(line).toLowerCase(Locale.ROOT).split("[;,\\s]+")));
        return found;
    }
}
