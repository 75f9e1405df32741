package io.aldis.server;

import java.time.Instant;

/**
 * One event in the processing of a message.
 *
 * @param code of the response that the event is about, {@link DeviceAnswer#NOTHING} when it is about none
 * @param whom the address, device or peer concerned; empty for the sender
 * @param detail text, may be empty; never content of the message
 */
public record TrailEvent(Instant at, What what, int code, String whom, String detail) {
    /** In their usual order. */
    public enum What {
        /** Received from that peer. */
        RECEIVED,
        /** The sender is identified, as far as possible. */
        IDENTIFIED,
        /** The targets are found. */
        ROUTED,
        /** A copy is sent to that device or server. */
        SENT,
        /** That device or server has given its final answer. */
        ANSWERED,
        /** That device or server gave no final answer. */
        UNANSWERED,
        /** A copy is stored on disk. */
        STORED,
        /** No copy is stored, since the mailbox is full. */
        FULL,
        /** The device did not take its copy; it will be tried again. */
        POSTPONED,
        /** The sender is answered 2xx other than 202, or a device has taken its copy from the mailbox. */
        DELIVERED,
        /** The sender is answered 202. */
        ACCEPTED,
        /** A rule has discarded it; the sender was answered as if it were accepted, or the user away. With a device: when it was its turn. */
        DROPPED,
        /** The sender is asked for credentials. */
        CHALLENGED,
        /** The sender is answered with that code, or a device has refused its copy from the mailbox. */
        REFUSED,
        /** It has expired; the devices that wait for it never get it. */
        EXPIRED
    }
}
