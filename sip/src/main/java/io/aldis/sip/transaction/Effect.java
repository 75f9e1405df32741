package io.aldis.sip.transaction;

/** The effects of a step of a state machine. Timer letters are those of RFC 3261 §17 table 4 and RFC 6026. */
enum Effect {
    /** Send the request (client) or the last response (server). */
    SEND,
    /** Send the ACK for a final response other than 2xx (RFC 3261 §17.1.1.3). */
    SEND_ACK,
    /** Send a 100 that the transaction makes itself. */
    SEND_TRYING,
    /** Start the retransmission timer (A, E, G) with T1. */
    ARM_RESEND,
    /** Restart the retransmission timer with twice its last interval, at most T2 where the RFC caps it. */
    ARM_RESEND_AGAIN,
    /** Restart the retransmission timer with T2. */
    ARM_RESEND_SLOW,
    /** Start the timer of the 100 to an INVITE, 200 ms (RFC 3261 §17.2.1). */
    ARM_TRYING,
    /** Start the timer of the 100 to another request: until the timer E of its client has reached T2 (RFC 4320 §4.1). */
    ARM_TRYING_LATE,
    /** Stop the retransmission timer and the timer of the 100. */
    STOP_RESEND,
    /** Start the timeout timer (B, F, H) with 64*T1. */
    ARM_TIMEOUT,
    /** Drop a request without a response after 64*T1 + T4: its client has given up, and its last retransmission has arrived. */
    ARM_EXPIRY,
    /** Stop the timeout timer. */
    STOP_TIMEOUT,
    /** Leave the state after 64*T1 (J, L, M). */
    LINGER_LONG,
    /** Leave the state after 64*T1, at least 32 s (D). */
    LINGER_LONGEST,
    /** Leave the state after T4 (I). */
    LINGER_SHORT,
    /** Pass the message to the user of the transaction. */
    PASS_UP,
    /** Report the timeout to the user. */
    REPORT_TIMEOUT,
    /** Report to the user that the request could not be sent. */
    REPORT_UNSENT
}
