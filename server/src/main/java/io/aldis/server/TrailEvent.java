package io.aldis.server;

import java.time.Instant;

/**
 * One step of a message on its way through the server.
 *
 * @param code of the answer that the step is about, {@link DeviceAnswer#NOTHING} when it is about none
 * @param whom it concerns: an address, a device, a peer; empty for the sender
 * @param detail in words, may be empty; never of what the message says
 */
public record TrailEvent(Instant at, What what, int code, String whom, String detail) {
    /** In the order in which they usually come. */
    public enum What {
        /** It came in from that peer. */
        RECEIVED,
        /** We know who sent it, as well as we can. */
        IDENTIFIED,
        /** We know where it goes. */
        ROUTED,
        /** A copy goes out to that device or server. */
        SENT,
        /** That device or server has given its final answer. */
        ANSWERED,
        /** It gave none. */
        UNANSWERED,
        /** A copy is kept on disk. */
        STORED,
        /** No copy is kept, since the mailbox is full. */
        FULL,
        /** The device did not take its copy; it is tried again later. */
        POSTPONED,
        /** The sender hears 2xx other than 202, or a device has taken its copy from the mailbox. */
        DELIVERED,
        /** The sender hears 202. */
        ACCEPTED,
        /** The sender hears that it is taken, or that nobody is there, but a rule has thrown it away. */
        DROPPED,
        /** The sender is to prove who he is. */
        CHALLENGED,
        /** The sender hears that answer, or a device has refused its copy from the mailbox. */
        REFUSED,
        /** Its time is over; the devices that wait for it never get it. */
        EXPIRED
    }
}
