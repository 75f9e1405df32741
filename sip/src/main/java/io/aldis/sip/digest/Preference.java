package io.aldis.sip.digest;

/** Which of several challenges a client answers. */
public enum Preference {
    /** The first that it can answer, in the server's order (RFC 8760 §2.4). */
    TOPMOST,
    /** The one with the strongest algorithm, so that an attacker on the path cannot make it choose MD5 by their order (RFC 7616 §5.8). */
    STRONGEST
}
