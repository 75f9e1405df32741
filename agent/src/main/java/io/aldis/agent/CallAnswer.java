package io.aldis.agent;

/** What became of a call that we placed (RFC 3261 §13.2.2). */
public sealed interface CallAnswer {
    /** Somebody took it: the call is up, and the answer to our offer is {@link Call#session}. */
    record Taken(Call call) implements CallAnswer {}

    /**
     * Somebody answered, and nobody takes it.
     *
     * @param status 300 to 699
     * @param reason the reason phrase as it came
     * @param advice what the one who refused says would go better
     */
    record Refused(int status, String reason, Advice advice) implements CallAnswer {}

    /** Nobody answered, or it was given up before somebody did. */
    record Failed(Failure failure) implements CallAnswer {}
}
