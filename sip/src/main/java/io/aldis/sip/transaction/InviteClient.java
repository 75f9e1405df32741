package io.aldis.sip.transaction;

import static io.aldis.sip.transaction.Effect.*;

/**
 * The INVITE client transaction, RFC 3261 §17.1.1 figure 5 as RFC 6026 §8.4 draws it:
 *
 * <pre>
 *   send ──► Calling ──1xx──► Proceeding ──1xx──┐
 *  A: send ◄─┘ │ │ │             │ │ ▲──────────┘
 *              │ │ └──────2xx────┼─┴──► Accepted ──2xx: pass up──┐   ──M──► Terminated
 *              │ └────300-699────┴────► Completed ──300+: ACK──┐ │   ──D──► Terminated
 *              └──B, unsent──► Terminated (reported)    ▲──────┘ ▲
 * </pre>
 *
 * Over a reliable transport timer A does not run, and 300-699 leads to Terminated at once (timer D is zero). Events without an arrow
 * change nothing: after a 1xx the request did arrive, so a later transport error is ignored.
 */
final class InviteClient {
    enum State {
        INITIAL,
        CALLING,
        PROCEEDING,
        COMPLETED,
        ACCEPTED,
        TERMINATED
    }

    enum Event {
        START,
        RESEND,
        TIMEOUT,
        LINGERED,
        PROVISIONAL,
        SUCCESS,
        REFUSAL,
        UNSENT
    }

    private static final Step<State> START_RELIABLE = Step.to(State.CALLING, ARM_TIMEOUT, SEND);
    private static final Step<State> START_LOSSY = Step.to(State.CALLING, ARM_TIMEOUT, ARM_RESEND, SEND);
    private static final Step<State> AGAIN = Step.to(State.CALLING, ARM_RESEND_AGAIN, SEND);
    private static final Step<State> RANG = Step.to(State.PROCEEDING, STOP_RESEND, STOP_TIMEOUT, PASS_UP);
    private static final Step<State> TAKEN = Step.to(State.ACCEPTED, STOP_RESEND, STOP_TIMEOUT, LINGER_LONG, PASS_UP);
    private static final Step<State> REFUSED =
            Step.to(State.COMPLETED, STOP_RESEND, STOP_TIMEOUT, LINGER_LONGEST, SEND_ACK, PASS_UP);
    private static final Step<State> REFUSED_RELIABLE =
            Step.to(State.TERMINATED, STOP_RESEND, STOP_TIMEOUT, SEND_ACK, PASS_UP);
    private static final Step<State> TAKEN_AGAIN = Step.to(State.ACCEPTED, PASS_UP);
    private static final Step<State> ACK_AGAIN = Step.to(State.COMPLETED, SEND_ACK);
    private static final Step<State> TIMED_OUT = Step.to(State.TERMINATED, REPORT_TIMEOUT);
    private static final Step<State> NOT_SENT = Step.to(State.TERMINATED, REPORT_UNSENT);
    private static final Step<State> OVER = Step.to(State.TERMINATED);
    private static final Step<State> SAME_CALLING = Step.to(State.CALLING);
    private static final Step<State> RANG_AGAIN = Step.to(State.PROCEEDING, PASS_UP);
    private static final Step<State> SAME_PROCEEDING = Step.to(State.PROCEEDING);
    private static final Step<State> SAME_COMPLETED = Step.to(State.COMPLETED);
    private static final Step<State> SAME_ACCEPTED = Step.to(State.ACCEPTED);

    private InviteClient() {}

    static Step<State> on(State state, Event event, boolean reliable) {
        return switch (state) {
            case INITIAL -> reliable ? START_RELIABLE : START_LOSSY;
            case CALLING -> calling(event, reliable);
            case PROCEEDING -> proceeding(event, reliable);
            case COMPLETED -> completed(event);
            case ACCEPTED -> accepted(event);
            case TERMINATED -> OVER;
        };
    }

    private static Step<State> calling(Event event, boolean reliable) {
        return switch (event) {
            case RESEND -> AGAIN;
            case PROVISIONAL -> RANG;
            case SUCCESS -> TAKEN;
            case REFUSAL -> reliable ? REFUSED_RELIABLE : REFUSED;
            case TIMEOUT -> TIMED_OUT;
            case UNSENT -> NOT_SENT;
            case START, LINGERED -> SAME_CALLING;
        };
    }

    private static Step<State> proceeding(Event event, boolean reliable) {
        return switch (event) {
            case PROVISIONAL -> RANG_AGAIN;
            case SUCCESS -> TAKEN;
            case REFUSAL -> reliable ? REFUSED_RELIABLE : REFUSED;
            case START, RESEND, TIMEOUT, LINGERED, UNSENT -> SAME_PROCEEDING;
        };
    }

    /** The user has its final response: a transport error ends the state without a report. */
    private static Step<State> completed(Event event) {
        return switch (event) {
            case REFUSAL -> ACK_AGAIN;
            case LINGERED, UNSENT -> OVER;
            default -> SAME_COMPLETED;
        };
    }

    private static Step<State> accepted(Event event) {
        return switch (event) {
            case SUCCESS -> TAKEN_AGAIN;
            case LINGERED -> OVER;
            default -> SAME_ACCEPTED;
        };
    }
}
