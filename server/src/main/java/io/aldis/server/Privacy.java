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
 * What the sender of a MESSAGE asks to be kept from its recipient (RFC 3323): {@code header}, where it comes from (the Via values before ours,
 * Contact); {@code user}, who it is: From, Call-ID, and what else the header fields tell of the user or the software. The sender is
 * answered with its own From and Call-ID (§5.3). {@code id} is for {@link Identities}.
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
    /** So that a guess at a Call-ID cannot be checked against the neutral one that stands for it. */
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
            HeaderName.IDENTITY.id(), // it is signed for the From that was
            HeaderName.SERVER.id());

    private Privacy() {}

    /** Whether the recipient is not to see where it comes from. */
    public static boolean hidesPath(SipRequest request) {
        return isAsked(request, HEADER);
    }

    /** Whether the recipient is not to see who has sent it. */
    private static boolean hidesUser(SipRequest request) {
        return isAsked(request, USER);
    }

    /** Whether the recipient sees other values than the sender has written, which the answer must have. */
    public static boolean hidesAnything(SipRequest request) {
        return hidesPath(request) || hidesUser(request);
    }

    /** Whether that header line is not for the recipient. */
    public static boolean hides(SipRequest request, int line) {
        int id = request.headers().id(line);
        if (id == HeaderName.CONTACT.id()) return hidesPath(request);
        if (id == HeaderName.PRIVACY.id())
            return hidesAnything(request)
                    && (left(request).isEmpty() || line != request.headers().first(HeaderName.PRIVACY));
        if (id == HeaderName.PROXY_REQUIRE.id())
            return hidesAnything(request)
                    && left(request).isEmpty(); // there is no other tag, or it would have been refused
        boolean ofUser =
                OF_USER.contains(id) || request.headers().writtenName(line).equalsIgnoreCase("Call-Info");
        return ofUser && hidesUser(request);
    }

    /** What the recipient sees instead of the value of that header line; null for the value itself. */
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

    /** The same for the same Call-ID, as long as this process lives: the copies of one message are known as such. */
    private static String neutral(String callId) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(SALT);
            byte[] hash = digest.digest(callId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16) + "@anonymous.invalid";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** What was not done here, and so is still asked for (RFC 3323 §5); nothing when {@code critical} alone is left. */
    private static Set<String> left(SipRequest request) {
        Set<String> values = values(request.headers());
        values.remove(HEADER);
        values.remove(USER);
        return values.equals(Set.of(CRITICAL)) ? Set.of() : values;
    }

    /**
     * The values that the sender calls critical and that are not to be had here: the request must be refused (RFC 3323 §5). Calls and their
     * dialogs are asked for when they begin, a REGISTER goes no further.
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

    /** For a reason phrase. */
    private static String readable(String value) {
        return Token.is(value) && value.length() <= LONGEST_VALUE ? value : "?";
    }

    private static boolean isAsked(SipRequest request, String value) {
        if (!isPrivate(request)) return false;
        Set<String> values = values(request.headers());
        return values.contains(value) && !values.contains(NONE);
    }

    /** Calls are not hidden: their dialogs need what would be taken away. Asked for every message. */
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
