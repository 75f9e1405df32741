package io.aldis.server;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The methods that this server takes part in, without those that the operator has switched off. Methods that nobody here knows pass
 * like any other (RFC 3261 §16.3).
 *
 * @param off for example MESSAGE, where no instant messages are wanted
 */
public record Methods(Set<Method> off) {
    private static final List<Method> OURS = List.of(
            Method.REGISTER, Method.OPTIONS, Method.MESSAGE, Method.INVITE, Method.ACK, Method.CANCEL, Method.BYE);
    /** A call that is under way must be able to end, and a REGISTER or OPTIONS is not traffic. */
    private static final Set<Method> NEVER_OFF =
            Set.of(Method.REGISTER, Method.OPTIONS, Method.ACK, Method.CANCEL, Method.BYE);

    public static final Methods ALL = new Methods(Set.of());

    public Methods {
        off = Set.copyOf(off);
        for (Method method : off)
            if (!canBeOff(method))
                throw new IllegalArgumentException(
                        "methods: expected none of " + NEVER_OFF + " to be off but was " + method);
    }

    /** Whether the server is of use without it. */
    public static boolean canBeOff(Method method) {
        return !NEVER_OFF.contains(method);
    }

    /** Whether a request of that method may pass. */
    public boolean allow(Method method) {
        return !off.contains(method);
    }

    /** What a refusal with 405 and an answer to OPTIONS say (RFC 3261 §20.5). */
    public Field allow() {
        return new Field(
                HeaderName.ALLOW,
                OURS.stream().filter(this::allow).map(Method::name).collect(Collectors.joining(", ")));
    }
}
