package io.aldis.sip.transaction;

/** A way out for bytes: to one peer, over one transport. What {@code net} provides. */
public interface Wire {
    /** Whether nothing is lost below (RFC 3261 §17: no retransmissions over it). */
    boolean reliable();

    /**
     * Sends, now or soon; never waits, never throws.
     *
     * @param bytes one message; nobody writes to the array afterwards
     * @param unsent hears, now or later and on the thread of the caller, when the bytes certainly did not go out
     */
    void send(byte[] bytes, Unsent unsent);

    /** Who hears of bytes that could not be sent. */
    interface Unsent {
        Unsent NOBODY = why -> {};

        /** @param why a sentence for the log */
        void unsent(String why);
    }
}
