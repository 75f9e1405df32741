package io.aldis.sip.dialog;

/** Result of the CSeq check of a request received inside a dialog (RFC 3261 §12.2.2). */
public sealed interface RequestCheck {
    /**
     * The request is in order, perhaps after a gap.
     *
     * @param dialog the new state, which holds whatever the response to the request is
     */
    record InOrder(Dialog dialog) implements RequestCheck {}

    /** Its CSeq is not higher than that of an earlier request: to be answered 500. */
    record OutOfOrder(long highest, long found) implements RequestCheck {
        /** For the reason phrase. */
        public String sentence() {
            return "CSeq: expected more than " + highest + " but was " + found;
        }
    }
}
