package io.aldis.sip;

import java.util.Map;
import java.util.Set;

/**
 * A SIP method (RFC 3261 §7.1): an open enumeration. Known methods are shared constants: {@code Method.of("MESSAGE") ==
 * Method.MESSAGE}. Any other token is accepted: {@code Method.of("FOO").name()}. Method names are case-sensitive.
 */
public final class Method {
    public static final Method INVITE = new Method("INVITE", true);
    public static final Method ACK = new Method("ACK", true);
    public static final Method BYE = new Method("BYE", true);
    public static final Method CANCEL = new Method("CANCEL", true);
    public static final Method OPTIONS = new Method("OPTIONS", true);
    public static final Method REGISTER = new Method("REGISTER", true);
    /** RFC 3428. */
    public static final Method MESSAGE = new Method("MESSAGE", true);
    /** RFC 6086. */
    public static final Method INFO = new Method("INFO", true);
    /** RFC 3262. */
    public static final Method PRACK = new Method("PRACK", true);
    /** RFC 6665. */
    public static final Method SUBSCRIBE = new Method("SUBSCRIBE", true);
    /** RFC 6665. */
    public static final Method NOTIFY = new Method("NOTIFY", true);
    /** RFC 3903. */
    public static final Method PUBLISH = new Method("PUBLISH", true);
    /** RFC 3515. */
    public static final Method REFER = new Method("REFER", true);
    /** RFC 3311. */
    public static final Method UPDATE = new Method("UPDATE", true);

    private static final Map<String, Method> KNOWN = Map.ofEntries(
            entry(INVITE),
            entry(ACK),
            entry(BYE),
            entry(CANCEL),
            entry(OPTIONS),
            entry(REGISTER),
            entry(MESSAGE),
            entry(INFO),
            entry(PRACK),
            entry(SUBSCRIBE),
            entry(NOTIFY),
            entry(PUBLISH),
            entry(REFER),
            entry(UPDATE));

    private static final Set<Method> DIALOG_MAKERS = Set.of(INVITE, SUBSCRIBE, REFER);

    private final String name;
    private final boolean known;

    private Method(String name, boolean known) {
        this.name = name;
        this.known = known;
    }

    private static Map.Entry<String, Method> entry(Method method) {
        return Map.entry(method.name, method);
    }

    /**
     * The method of that name.
     *
     * @throws SyntaxException when the name is not a token (RFC 3261 §25.1)
     */
    public static Method of(String name) {
        return of(name, 0);
    }

    /** The method whose name is the text from {@code from} on. */
    static Method of(String text, int from) {
        if (text.length() - from == MESSAGE.name.length() && text.startsWith(MESSAGE.name, from)) return MESSAGE;
        String name = text.substring(from);
        Method method = KNOWN.get(name);
        return method != null ? method : new Method(Token.require("method", name), false);
    }

    public String name() {
        return name;
    }

    /** Whether this is one of the constants above. */
    public boolean known() {
        return known;
    }

    /** Whether a 2xx to such a request creates a dialog, for which a proxy may add Record-Route (RFC 3261 §12.1, §16.6 step 4). */
    public boolean makesDialog() {
        return DIALOG_MAKERS.contains(this);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (!known && other instanceof Method method && method.name.equals(name));
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
