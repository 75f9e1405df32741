package io.aldis.sip.dialog;

/** What an INVITE and its answer make (RFC 3261 §12.1). */
public sealed interface Formation {
    /** A dialog; an early one when the answer was provisional. */
    record Formed(Dialog dialog) implements Formation {}

    /**
     * None: who hears of it cannot send requests inside of it.
     *
     * @param sentence what was expected, and what was found
     */
    record Unusable(String sentence) implements Formation {}
}
