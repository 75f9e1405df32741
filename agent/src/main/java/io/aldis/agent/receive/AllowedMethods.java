package io.aldis.agent.receive;

import io.aldis.sip.Method;

/** The value of Allow. */
public final class AllowedMethods {
    private static final String OTHERS = "OPTIONS, CANCEL, ACK";
    private static final String OF_CALLS = "INVITE, BYE, INFO";

    private AllowedMethods() {}

    /**
     * @param messages whether MESSAGE is allowed
     * @param calls whether INVITE is allowed
     */
    public static String value(boolean messages, boolean calls) {
        String others = calls ? OTHERS + ", " + OF_CALLS : OTHERS;
        return messages ? Method.MESSAGE + ", " + others : others;
    }
}
