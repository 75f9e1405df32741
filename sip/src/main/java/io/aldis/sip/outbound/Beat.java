package io.aldis.sip.outbound;

import java.time.Duration;

/** What a {@link Heartbeat} wants done. */
public sealed interface Beat {
    /**
     * A keep-alive is to be sent, and the machine told when that time has passed.
     *
     * @param id twelve octets that nobody can guess, for the answer to a binding request (RFC 8489 §5); means nothing on a connection
     */
    record Ask(byte[] id, Duration then) implements Beat {}

    /** Nothing is to be done before that time has passed; then the machine is to be told. */
    record Rest(Duration then) implements Beat {}

    /** The flow has failed (RFC 5626 §4.4), and the machine with it. */
    record Failed(String why) implements Beat {}
}
