package io.aldis.server.forking;

import io.aldis.server.Target;
import java.time.Duration;

/** A copy of a message that is under way to a device of one of our accounts. For the event loop. */
interface Attempt {
    /** Where it goes; a device. */
    Target target();

    /** Who has sent it, as {@link io.aldis.server.StoredMessage#sender}; empty when it comes out of a mailbox. */
    String sender();

    /** When it was sent first, by the clock of the timer wheel. */
    long began();

    /** Whether its sender has heard 202, and the answer of the device is waited for all the same. */
    boolean accepted();

    /** Sends it again at once. */
    void sendAgain();

    /** Does not send it again where it went; an answer is still waited for. */
    void sendNoMore();

    /** Sends it to that place, where its device is now; nothing when it was answered meanwhile. */
    void moveTo(Target target);

    /** Waits no longer than that for an answer. */
    void limit(Duration most);

    /**
     * Sends the same message to another device, too, unless its sender has an answer or the device had it already.
     *
     * @return whether that must wait, for older messages that the device gets first
     */
    boolean join(Target target);

    /** Whether {@link #join} may send it to another device. */
    boolean joinable();
}
