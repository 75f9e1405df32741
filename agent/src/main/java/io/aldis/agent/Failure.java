package io.aldis.agent;

import java.time.Duration;

/** Why there was no answer. New kinds and components may be added: match the type and read what you need by its accessors. */
public sealed interface Failure {
    /** Whether the request may have reached the peer nevertheless: it was sent, and nothing says that it did not arrive. */
    default boolean mayHaveArrived() {
        return switch (this) {
            case NoAnswer _, ConnectionLost _, Interrupted _, Cancelled _ -> true;
            case NoRoute _,
                    Unreachable _,
                    NotTrusted _,
                    TooLarge _,
                    LaneFull _,
                    HeldBack _,
                    NotProtected _,
                    CallOver _ -> false;
            case Closed closed -> closed.sent();
        };
    }

    /** Whether the same request may succeed later, unchanged. */
    default boolean mayBeRetried() {
        return switch (this) {
            case NoRoute noRoute -> noRoute.forNow();
            case NoAnswer _,
                    ConnectionLost _,
                    Unreachable _,
                    LaneFull _,
                    HeldBack _,
                    Interrupted _,
                    Cancelled _,
                    Closed _ -> true;
            case NotTrusted _, TooLarge _, NotProtected _, CallOver _ -> false;
        };
    }

    /**
     * No next hop was found.
     *
     * @param target the address that was asked for
     * @param detail what was looked for and not found
     * @param forNow whether the DNS did not answer, so that a later try may succeed
     */
    record NoRoute(String target, String detail, boolean forNow) implements Failure {
        public NoRoute(String target, String detail) {
            this(target, detail, false);
        }
    }

    /** The request was sent, and no answer came in time (RFC 3261 §17.1.2.2, timer F). It may have arrived. */
    record NoAnswer(String hop, Duration waited) implements Failure {}

    /** The next hop could not be reached: no connection was made, so the request certainly did not arrive. */
    record Unreachable(String hop, String detail) implements Failure {}

    /** The connection to the next hop broke before its answer. The request may have arrived. */
    record ConnectionLost(String hop, String detail) implements Failure {}

    /** The request requires a protected path, and there is none (RFC 3261 §26.2.2). It was not sent in clear. */
    record NotTrusted(String target, String detail) implements Failure {}

    /**
     * The whole request would be larger than is allowed on a path that is not known to be safe (RFC 3428 §8). It was not sent; see
     * {@link AgentBuilder#pathIsSafe} and {@link AgentBuilder#pathMtu}.
     *
     * @param bytes of the request with all its headers, credentials included
     * @param limit the most that may go
     */
    record TooLarge(int bytes, int limit) implements Failure {}

    /**
     * The queue is full. The message was not sent.
     *
     * @param target the address that it was for
     * @param waiting how many wait, for that address or for all
     */
    record LaneFull(String target, int waiting) implements Failure {}

    /**
     * The next hop has answered 503 with a Retry-After, and that time is not over (RFC 3261 §21.5.4). The request was not sent.
     *
     * @param left the rest of that time
     */
    record HeldBack(String hop, Duration left) implements Failure {}

    /**
     * The message was to be signed or encrypted, and cannot be. It was not sent in clear.
     *
     * @param detail what is missing
     */
    record NotProtected(String detail) implements Failure {}

    /** The waiting thread was interrupted; its interrupt flag is set. The message is not sent again, but may have arrived. */
    record Interrupted() implements Failure {}

    /** The future of the outcome was cancelled. The message is not sent again, but may have arrived. */
    record Cancelled() implements Failure {}

    /** The call was over before the message could be sent inside of it. */
    record CallOver() implements Failure {}

    /**
     * The agent was closed.
     *
     * @param sent whether the request had been sent before: it may have arrived
     */
    record Closed(boolean sent) implements Failure {
        public Closed() {
            this(false);
        }
    }

    /** For people, in one line: "No answer from 192.0.2.7:5060 over UDP within 32 s". */
    default String sentence() {
        return switch (this) {
            case NoRoute(var target, var detail, var _) -> "No way to " + target + ": " + detail;
            case NoAnswer(var hop, var waited) -> "No answer from " + hop + " within " + seconds(waited) + " s";
            case Unreachable(var hop, var detail) -> "Cannot reach " + hop + ": " + detail;
            case ConnectionLost(var hop, var detail) ->
                "The connection to " + hop + " was lost before the answer, so it may have arrived: " + detail;
            case NotTrusted(var target, var detail) -> "Not sent to " + target + ": " + detail;
            case NotProtected(var detail) -> "Not sent: " + detail;
            case TooLarge(var bytes, var limit) ->
                "Too large: " + bytes + " bytes with all headers, and at most " + limit
                        + " may go where the path is not known to be safe";
            case LaneFull(var target, var waiting) ->
                "Not sent to " + target + ": " + waiting + " messages wait already";
            case HeldBack(var hop, var left) ->
                "Not sent: " + hop + " has asked to be left alone for another " + seconds(left) + " s";
            case Interrupted _ -> "Interrupted while waiting for the answer";
            case Cancelled _ -> "Cancelled while waiting for the answer";
            case CallOver _ -> "The call is over";
            case Closed _ -> "The agent is closed";
        };
    }

    private static String seconds(Duration waited) {
        long millis = waited.toMillis();
        return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
    }
}
