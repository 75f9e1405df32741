package io.aldis.agent;

import java.time.Duration;

/** Why we never heard. */
public sealed interface Failure {
    /**
     * It is not known where to send it.
     *
     * @param target the address that was asked for
     * @param detail what was looked for and not found
     */
    record NoRoute(String target, String detail) implements Failure {}

    /** The request went out, and nobody answered in time (RFC 3261 §17.1.2.2, timer F). It may have arrived. */
    record NoAnswer(String hop, Duration waited) implements Failure {}

    /** The next hop could not be reached, or the connection to it broke before its answer. */
    record Unreachable(String hop, String detail) implements Failure {}

    /** The thread that waited was interrupted; its interrupt flag is set. The message may be on its way. */
    record Interrupted() implements Failure {}

    /** The agent was closed. */
    record Closed() implements Failure {}

    /** For people: "No answer from 192.0.2.7:5060 over UDP within 32 s". */
    default String sentence() {
        return switch (this) {
            case NoRoute(var target, var detail) -> "No way to " + target + ": " + detail;
            case NoAnswer(var hop, var waited) -> "No answer from " + hop + " within " + seconds(waited) + " s";
            case Unreachable(var hop, var detail) -> "Cannot reach " + hop + ": " + detail;
            case Interrupted _ -> "Interrupted while waiting for the answer";
            case Closed _ -> "The agent is closed";
        };
    }

    private static String seconds(Duration waited) {
        long millis = waited.toMillis();
        return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
    }
}
