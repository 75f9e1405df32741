package io.aldis.sip.outbound;

import java.time.Duration;

/** What the owner of a {@link Heartbeat} has to do next. */
public sealed interface Beat {
    /**
     * Send a keep-alive, and call {@link Heartbeat#rang} after that time.
     *
     * @param id twelve random octets, the transaction id of the binding request (RFC 8489 §5); unused on a connection
     */
    record Ask(byte[] id, Duration then) implements Beat {}

    /** Call {@link Heartbeat#rang} after that time. */
    record Rest(Duration then) implements Beat {}

    /** The flow has failed (RFC 5626 §4.4); the {@link Heartbeat} is not used any more. */
    record Failed(String why) implements Beat {}
}
