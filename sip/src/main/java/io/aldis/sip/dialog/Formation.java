package io.aldis.sip.dialog;

/** Result of creating a dialog from an INVITE and its response (RFC 3261 §12.1). */
public sealed interface Formation {
    /** A dialog; an early one when the response was provisional. */
    record Formed(Dialog dialog) implements Formation {}

    /**
     * No dialog: the messages lack what requests inside it would need.
     *
     * @param sentence what was expected, and what was found
     */
    record Unusable(String sentence) implements Formation {}
}
