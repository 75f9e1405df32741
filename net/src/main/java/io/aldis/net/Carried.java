package io.aldis.net;

/** What a {@link Carrier} passes on. */
public sealed interface Carried {
    /** One SIP message. The array is the receiver's own. */
    record Whole(byte[] bytes) implements Carried {}

    /** The peer is there. @param held octets of a message that has begun and is not whole, 0 between messages */
    record Sign(long held) implements Carried {}

    /** The connection must end. */
    record End(String why) implements Carried {}
}
