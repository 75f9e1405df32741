package io.aldis.sip.transaction;

/** Sends bytes to one peer over one transport. Implemented by {@code net}. */
public interface Wire {
    /** Whether the transport is reliable: no retransmissions over it (RFC 3261 §17). */
    boolean reliable();

    /**
     * Sends, now or soon; never blocks, never throws.
     *
     * @param bytes one message; neither side may write to the array afterwards
     * @param unsent called, now or later and on the thread of the caller, when the bytes were certainly not sent
     */
    void send(byte[] bytes, Unsent unsent);

    /** Listener for bytes that could not be sent. */
    interface Unsent {
        Unsent NOBODY = why -> {};

        /** @param why a sentence for the log */
        void unsent(String why);
    }
}
