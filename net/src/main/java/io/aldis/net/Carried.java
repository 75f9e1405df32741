package io.aldis.net;

/** What a {@link Carrier} passes on. */
public sealed interface Carried {
    /** One SIP message. The array is the receiver's own. */
    record Whole(byte[] bytes) implements Carried {}

    /** The peer is there. @param partial whether a message has begun that is not whole */
    record Sign(boolean partial) implements Carried {}

    /** The connection must end. */
    record End(String why) implements Carried {}
}
