package io.aldis.server;

/** What the {@link ForkListener} may do with a fork that has finished. For the event loop. */
public interface ForkControl {
    /**
     * Answers the sender as a proxy without a mailbox does, unless it has an answer. Gives the branches up, unless a device has accepted: no device
     * may get a message that its sender takes for refused.
     */
    void settle();

    /** Stops what is {@linkplain DeviceAnswer#underway under way}: nothing more is sent, while responses are still awaited. */
    void recall();
}
