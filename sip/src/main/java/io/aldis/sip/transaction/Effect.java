package io.aldis.sip.transaction;

/** What a machine can ask for. */
enum Effect {
    /** The request (client) or the last response (server) goes out. */
    SEND,
    /** The ACK for a final response other than 2xx goes out (RFC 3261 §17.1.1.3). */
    SEND_ACK,
    /** A 100 of the transaction's own goes out. */
    SEND_TRYING,
    /** The retransmission timer (A, E, G) rings after T1 for the first time. */
    ARM_RESEND,
    /** The retransmission timer rings after twice its last interval, T2 at the most where the RFC caps it. */
    ARM_RESEND_AGAIN,
    /** The retransmission timer rings after T2. */
    ARM_RESEND_SLOW,
    /** A 100 to an INVITE is due after 200 ms (RFC 3261 §17.2.1). */
    ARM_TRYING,
    /** A 100 to another request is due when its client has slowed down to T2 (RFC 4320 §4.1). */
    ARM_TRYING_LATE,
    /** The retransmission timer rings no more, and no 100 is due. */
    STOP_RESEND,
    /** The timeout timer (B, F, H) rings after 64*T1. */
    ARM_TIMEOUT,
    /** A request is forgotten without an answer after 64*T1 + T4: its client has given up and its last copy is here. */
    ARM_EXPIRY,
    /** The timeout timer rings no more. */
    STOP_TIMEOUT,
    /** The state is left after 64*T1 (J, L, M). */
    LINGER_LONG,
    /** The state is left after 64*T1, 32 s at the least (D). */
    LINGER_LONGEST,
    /** The state is left after T4 (I, K). */
    LINGER_SHORT,
    /** The user of the transaction hears it. */
    PASS_UP,
    /** The user hears that nobody answered. */
    REPORT_TIMEOUT,
    /** The user hears that the bytes could not be sent. */
    REPORT_UNSENT
}
