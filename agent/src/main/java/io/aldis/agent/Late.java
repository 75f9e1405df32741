package io.aldis.agent;

/** How a message is handled that expired before a listener could be called (RFC 3428 §7). It is answered 200 in any case. */
public enum Late {
    /** It is dropped. */
    DROP,
    /** The listener is called, and {@link IncomingMessage#expired()} is true. */
    MARK,
    /** The listener is called as for any other message. */
    SHOW
}
