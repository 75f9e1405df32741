package io.aldis.sip.digest;

/** What a client may hope for after a challenge. */
public enum Outlook {
    /** The challenge can be answered: send the request again with {@link Session#authorize}. */
    ANSWERABLE,
    /** These very credentials were just turned down; the same again would be, too (RFC 3261 §22.1). */
    REJECTED,
    /** There is no challenge that can be answered: another scheme, an unknown algorithm, auth-int alone, or broken text. */
    UNSUPPORTED
}
