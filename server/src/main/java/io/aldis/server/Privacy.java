package io.aldis.server;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The privacy that the sender of a MESSAGE asks for (RFC 3323): {@code header} hides its path (the Via values before this server's, Contact);
 * {@code user} hides its identity: From, Call-ID, and other header fields that tell of the user or the software. The sender is answered with its own
 * From and Call-ID (§5.3). {@code id} is for {@link AssertedIdentities}.
 */
public final class Privacy {
    /** The option tag (RFC 3323 §4.3). */
    public static final String TAG = "privacy";

    private static final String HEADER = "header";
    private static final String USER = "user";
    private static final String NONE = "none";
    private static final String CRITICAL = "critical";
    private static final String ID = "id";
    private static final int LONGEST_VALUE = 30;
    private static final String ANONYMOUS = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
    /** Random per process: without it, a guessed Call-ID could be checked against a neutral one. */
    private static final byte[] SALT = new byte[16];

    static {
        new SecureRandom().nextBytes(SALT);
    }

    private static final Set<Integer> OF_USER = Set.of(
            HeaderName.USER_AGENT.id(),
            HeaderName.ORGANIZATION.id(),
            HeaderName.SUBJECT.id(),
            HeaderName.REPLY_TO.id(),
            HeaderName.IN_REPLY_TO.id(),
            HeaderName.IDENTITY.id(), // signed over the original From
            HeaderName.SERVER.id());

    private Privacy() {}

    /** Whether the path is hidden from the recipient. */
    public static boolean hidesPath(SipRequest request) {
        return isAsked(request, HEADER);
    }

    /** Whether the identity of the sender is hidden from the recipient. */
    private static boolean hidesUser(SipRequest request) {
        return isAsked(request, USER);
    }

    /** Whether the recipient sees other values than the sender has written; the response needs the original ones. */
    public static boolean hidesAnything(SipRequest request) {
        return hidesPath(request) || hidesUser(request);
    }

    /** Whether that header line is removed. */
    public static boolean hides(SipRequest request, int line) {
        int id = request.headers().id(line);
        if (id == HeaderName.CONTACT.id()) return hidesPath(request);
        if (id == HeaderName.PRIVACY.id())
            return hidesAnything(request)
                    && (left(request).isEmpty() || line != request.headers().first(HeaderName.PRIVACY));
        if (id == HeaderName.PROXY_REQUIRE.id())
            return hidesAnything(request)
                    && left(request).isEmpty(); // it has no other tag: validation would have refused it
        boolean ofUser =
                OF_USER.contains(id) || request.headers().writtenName(line).equalsIgnoreCase("Call-Info");
        return ofUser && hidesUser(request);
    }

    /** The value that replaces that of the header line; null for the original value. */
    public static @Nullable String instead(SipRequest request, int line) {
        int id = request.headers().id(line);
        if (id == HeaderName.PRIVACY.id()) return hidesAnything(request) ? String.join(";", left(request)) : null;
        if (id == HeaderName.FROM.id() && hidesUser(request))
            return ANONYMOUS
                    + (request.from().tag().isEmpty()
                            ? ""
                            : ";tag=" + request.from().tag());
        return id == HeaderName.CALL_ID.id() && hidesUser(request) ? neutral(request.callId()) : null;
    }

    /** The replacement of a Call-ID: equal for equal Call-IDs in one process, so that the copies of one message are recognised. */
    private static String neutral(String callId) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(SALT);
            byte[] hash = digest.digest(callId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16) + "@anonymous.invalid";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has SHA-256
        }
    }

    /** The privacy values that are still to be done by others (RFC 3323 §5); empty when {@code critical} alone is left. */
    private static Set<String> left(SipRequest request) {
        Set<String> values = values(request.headers());
        values.remove(HEADER);
        values.remove(USER);
        return values.equals(Set.of(CRITICAL)) ? Set.of() : values;
    }

    /**
     * The values that the sender requires as critical and that this server cannot provide: the request must be refused (RFC 3323 §5). Not checked
     * inside of a call's dialog, nor for ACK and REGISTER.
     */
    public static List<String> criticalAndMissing(SipRequest request) {
        if (request.headers().first(HeaderName.PRIVACY) < 0 || !mayBeRefused(request)) return List.of();
        Set<String> values = values(request.headers());
        if (!values.remove(CRITICAL) || values.contains(NONE)) return List.of();
        values.remove(ID);
        if (isPrivate(request)) values.removeAll(List.of(HEADER, USER));
        return values.stream().map(Privacy::readable).toList();
    }

    private static boolean mayBeRefused(SipRequest request) {
        return !request.method().equals(Method.ACK)
                && !request.method().equals(Method.REGISTER)
                && (request.to().tag().isEmpty() || request.method().equals(Method.MESSAGE));
    }

    /** The value as it may stand in a reason phrase. */
    private static String readable(String value) {
        return Token.is(value) && value.length() <= LONGEST_VALUE ? value : "?";
    }

    private static boolean isAsked(SipRequest request, String value) {
        if (!isPrivate(request)) return false;
        Set<String> values = values(request.headers());
        return values.contains(value) && !values.contains(NONE);
    }

    /**
     * Whether privacy applies: a MESSAGE outside of a dialog with a Privacy header. Calls are not hidden: their dialogs need the hidden values.
     * Called for every message.
     */
    public static boolean isPrivate(SipRequest request) {
        return request.headers().first(HeaderName.PRIVACY) >= 0
                && request.method().equals(Method.MESSAGE)
                && request.to().tag().isEmpty();
    }

    private static Set<String> values(Headers headers) {
        var found = new LinkedHashSet<String>();
        for (int line = headers.first(HeaderName.PRIVACY); line >= 0; line = headers.next(HeaderName.PRIVACY, line + 1))
            found.addAll(
                    Arrays.asList(headers.value(line).toLowerCase(Locale.ROOT).split("[;,\\s]+")));
        found.remove("");
        return found;
    }
}
