package io.aldis.agent;

/** What becomes of a message whose time is over before a listener could hear it (RFC 3428 §7). It is answered 200 all the same. */
public enum Late {
    /** It is dropped. */
    DROP,
    /** The listener hears it, and {@link IncomingMessage#expired()} says so. */
    MARK,
    /** The listener hears it as any other. */
    SHOW
}
