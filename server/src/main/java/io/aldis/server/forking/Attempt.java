package io.aldis.server.forking;

import io.aldis.server.Target;
import io.aldis.sip.OnEventLoop;
import java.time.Duration;

/** A copy of a message in transit to a device of one of our accounts. */
@OnEventLoop
interface Attempt {
    /** The target; always a device. */
    Target target();

    /** The sender, as {@link io.aldis.server.StoredMessage#sender}; empty when the message comes from a mailbox. */
    String sender();

    /** When it was sent first, by the clock of the timer wheel. */
    long began();

    /** Whether its sender was answered while the answer of this device is still waited for. */
    boolean accepted();

    /** Retransmits at once. */
    void sendAgain();

    /** Stops retransmissions to the present next hop; an answer is still waited for. */
    void sendNoMore();

    /** Sends it to that target, where its device is now; does nothing when it was answered meanwhile. */
    void moveTo(Target target);

    /** Waits no longer than that for an answer. */
    void limit(Duration most);

    /**
     * Sends the same message to another device, too, unless its sender has an answer or the device had it already.
     *
     * @return whether that must wait for older messages that the device gets first
     */
    boolean join(Target target);

    /** Whether {@link #join} may send it to another device. */
    boolean joinable();
}
