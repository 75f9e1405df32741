package io.aldis.sip.digest;

/** Which of several challenges a client answers. */
public enum Preference {
    /** The first that it can: the server has put them in its order (RFC 8760 §2.4). */
    TOPMOST,
    /** The one with the strongest algorithm, so that nobody on the way can have MD5 chosen (RFC 7616 §5.8). */
    STRONGEST
}
