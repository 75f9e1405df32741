package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.Arrays;
import java.util.Set;

/** A header that an application adds to a message. */
public record Header(HeaderName name, String value) {
    /** Headers that the stack writes itself, and those that a MESSAGE must not have (RFC 3428 §9, tables 1 and 2). */
    private static final Set<HeaderName> NOT_YOURS = Set.of(
            HeaderName.VIA,
            HeaderName.MAX_FORWARDS,
            HeaderName.FROM,
            HeaderName.TO,
            HeaderName.CALL_ID,
            HeaderName.CSEQ,
            HeaderName.CONTACT,
            HeaderName.ROUTE,
            HeaderName.RECORD_ROUTE,
            HeaderName.PATH,
            HeaderName.EXPIRES,
            HeaderName.DATE,
            HeaderName.CONTENT_TYPE,
            HeaderName.CONTENT_LENGTH,
            HeaderName.AUTHORIZATION,
            HeaderName.PROXY_AUTHORIZATION,
            HeaderName.WWW_AUTHENTICATE,
            HeaderName.PROXY_AUTHENTICATE,
            HeaderName.AUTHENTICATION_INFO,
            HeaderName.ACCEPT,
            HeaderName.ACCEPT_ENCODING,
            HeaderName.ACCEPT_LANGUAGE,
            HeaderName.of("Alert-Info"),
            HeaderName.MAX_BREADTH,
            HeaderName.MIN_EXPIRES,
            HeaderName.RETRY_AFTER,
            HeaderName.UNSUPPORTED);

    /** @throws IllegalArgumentException for a header that is not the application's to set, and for more than one line */
    public Header {
        if (NOT_YOURS.contains(name))
            throw new IllegalArgumentException(
                    "Header: expected one that an application may set in a MESSAGE but was " + name);
        if (!Token.oneLine(value))
            throw new IllegalArgumentException(name + ": expected one line but was \"" + value + '"');
        if (name.equals(HeaderName.ALLOW) && !hasMessage(value))
            throw new IllegalArgumentException(name + ": expected a list with MESSAGE but was \"" + value + '"');
    }

    /** RFC 3261 §20.5: Allow lists all supported methods. */
    private static boolean hasMessage(String allowed) {
        return Arrays.asList(allowed.strip().split("\\s*,\\s*")).contains("MESSAGE");
    }

    /** @throws IllegalArgumentException also for a name that is no token */
    static Header of(String name, String value) {
        try {
            return new Header(HeaderName.of(name), value);
        } catch (SyntaxException _) {
            throw new IllegalArgumentException("Header: expected a name such as Subject but was \"" + name + '"');
        }
    }
}
