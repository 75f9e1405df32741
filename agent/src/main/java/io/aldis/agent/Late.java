package io.aldis.agent;

/** What becomes of a message whose time is over before anybody could hear it (RFC 3428 §7). Its sender hears 200 all the same. */
public enum Late {
    /** Nobody hears it. */
    DROP,
    /** The listener hears it, and {@link IncomingMessage#expired()} says so. */
    MARK,
    /** The listener hears it as any other. */
    SHOW
}
