package io.aldis.net;

/** What a {@link Carrier} hands to the flow behind it. */
public sealed interface Carried {
    /** One whole SIP message. The receiver owns the array. */
    record Whole(byte[] bytes) implements Carried {}

    /** Octets arrived, but no whole message. @param held octets of a message that has begun and is not whole; 0 between messages */
    record Sign(long held) implements Carried {}

    /** The connection must be closed, for that reason. */
    record End(String why) implements Carried {}
}
