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

    private static final Transition<State> START_RELIABLE = Transition.to(State.CALLING, ARM_TIMEOUT, SEND);
    private static final Transition<State> START_LOSSY = Transition.to(State.CALLING, ARM_TIMEOUT, ARM_RESEND, SEND);
    private static final Transition<State> AGAIN = Transition.to(State.CALLING, ARM_RESEND_AGAIN, SEND);
    private static final Transition<State> RANG = Transition.to(State.PROCEEDING, STOP_RESEND, STOP_TIMEOUT, PASS_UP);
    private static final Transition<State> TAKEN =
            Transition.to(State.ACCEPTED, STOP_RESEND, STOP_TIMEOUT, LINGER_LONG, PASS_UP);
    private static final Transition<State> REFUSED =
            Transition.to(State.COMPLETED, STOP_RESEND, STOP_TIMEOUT, LINGER_LONGEST, SEND_ACK, PASS_UP);
    private static final Transition<State> REFUSED_RELIABLE =
            Transition.to(State.TERMINATED, STOP_RESEND, STOP_TIMEOUT, SEND_ACK, PASS_UP);
    private static final Transition<State> TAKEN_AGAIN = Transition.to(State.ACCEPTED, PASS_UP);
    private static final Transition<State> ACK_AGAIN = Transition.to(State.COMPLETED, SEND_ACK);
    private static final Transition<State> TIMED_OUT = Transition.to(State.TERMINATED, REPORT_TIMEOUT);
    private static final Transition<State> NOT_SENT = Transition.to(State.TERMINATED, REPORT_UNSENT);
    private static final Transition<State> OVER = Transition.to(State.TERMINATED);
    private static final Transition<State> SAME_CALLING = Transition.to(State.CALLING);
    private static final Transition<State> RANG_AGAIN = Transition.to(State.PROCEEDING, PASS_UP);
    private static final Transition<State> SAME_PROCEEDING = Transition.to(State.PROCEEDING);
    private static final Transition<State> SAME_COMPLETED = Transition.to(State.COMPLETED);
    private static final Transition<State> SAME_ACCEPTED = Transition.to(State.ACCEPTED);

    private InviteClient() {}

    static Transition<State> on(State state, Event event, boolean reliable) {
        return switch (state) {
            case INITIAL -> reliable ? START_RELIABLE : START_LOSSY;
            case CALLING -> calling(event, reliable);
            case PROCEEDING -> proceeding(event, reliable);
            case COMPLETED -> completed(event);
            case ACCEPTED -> accepted(event);
            case TERMINATED -> OVER;
        };
    }

    private static Transition<State> calling(Event event, boolean reliable) {
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

    private static Transition<State> proceeding(Event event, boolean reliable) {
        return switch (event) {
            case PROVISIONAL -> RANG_AGAIN;
            case SUCCESS -> TAKEN;
            case REFUSAL -> reliable ? REFUSED_RELIABLE : REFUSED;
            case START, RESEND, TIMEOUT, LINGERED, UNSENT -> SAME_PROCEEDING;
        };
    }

    /** The user has its final response: a transport error ends the state without a report. */
    private static Transition<State> completed(Event event) {
        return switch (event) {
            case REFUSAL -> ACK_AGAIN;
            case LINGERED, UNSENT -> OVER;
            default -> SAME_COMPLETED;
        };
    }

    private static Transition<State> accepted(Event event) {
        return switch (event) {
            case SUCCESS -> TAKEN_AGAIN;
            case LINGERED -> OVER;
            default -> SAME_ACCEPTED;
        };
    }
}
