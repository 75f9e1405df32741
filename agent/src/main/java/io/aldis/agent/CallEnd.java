package io.aldis.agent;

/** How a call ended. */
public sealed interface CallEnd {
    /** We hung up. */
    record ByUs() implements CallEnd {}

    /** The other side hung up. */
    record ByPeer() implements CallEnd {}

    /**
     * The other side does not know of the call any more, or is not there (RFC 3261 §12.2.1.2, §13.3.1.4, §14.2). It was sent a BYE all
     * the same.
     *
     * @param sentence for people
     */
    record Lost(String sentence) implements CallEnd {}
}
