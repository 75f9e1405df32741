package io.aldis.agent;

/** How a call ended. */
public sealed interface CallEnd {
    /** We hung up. */
    record ByUs() implements CallEnd {}

    /** The peer hung up. */
    record ByPeer() implements CallEnd {}

    /**
     * The peer does not know the call any more, or does not answer (RFC 3261 §12.2.1.2, §13.3.1.4, §14.2). It was sent a BYE nevertheless.
     *
     * @param sentence for people
     */
    record Lost(String sentence) implements CallEnd {}
}
