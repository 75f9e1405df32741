package io.aldis.sip.dialog;

/** What the dialog says to a request that came in inside of it (RFC 3261 §12.2.2). */
public sealed interface Entry {
    /**
     * It comes in order, perhaps after a gap.
     *
     * @param dialog from now on, whatever the request is answered
     */
    record InOrder(Dialog dialog) implements Entry {}

    /** Its CSeq was seen before, or a higher one was: to be answered 500. */
    record OutOfOrder(long highest, long found) implements Entry {
        /** For the reason phrase. */
        public String sentence() {
            return "CSeq: expected more than " + highest + " but was " + found;
        }
    }
}
