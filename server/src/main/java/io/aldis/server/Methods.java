package io.aldis.server;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The methods that this server relays and answers, except those that the operator has switched off. Unknown methods are relayed like any other (RFC
 * 3261 §16.3).
 *
 * @param off for example MESSAGE, where no instant messages are wanted
 */
public record Methods(Set<Method> off) {
    private static final List<Method> TO_USERS =
            List.of(Method.OPTIONS, Method.MESSAGE, Method.INVITE, Method.ACK, Method.CANCEL, Method.BYE);
    private static final Field OF_THE_SERVER =
            new Field(HeaderName.ALLOW, Method.REGISTER + ", " + Method.OPTIONS + ", " + Method.CANCEL);
    /** A running call must be able to end, and REGISTER and OPTIONS are needed by every client. */
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

    /** Whether the method may be switched off. */
    public static boolean canBeOff(Method method) {
        return !NEVER_OFF.contains(method);
    }

    /** Whether requests of that method are allowed. */
    public boolean allow(Method method) {
        return !off.contains(method);
    }

    /** The Allow header of the server at its own address; differs from what it relays to users (RFC 3261 §11.2, §21.4.6). */
    public static Field allowedByServer() {
        return OF_THE_SERVER;
    }

    /** The Allow header for users, for a 405 (RFC 3261 §21.4.6). */
    public Field allow() {
        return new Field(
                HeaderName.ALLOW,
                TO_USERS.stream().filter(this::allow).map(Method::name).collect(Collectors.joining(", ")));
    }
}
