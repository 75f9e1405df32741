package io.aldis.sip.transaction;

import static io.aldis.sip.transaction.Effect.*;

/**
 * The INVITE server transaction, RFC 3261 §17.2.1, with figure 7 of RFC 6026 §8.6:
 *
 * <pre>
 *   INVITE: pass up ──► Proceeding ──repeated, respond 1xx, 100 due: send──┐
 *                          │    │ ▲────────────────────────────────────────┘
 *                          │    └─respond 2xx: send──► Accepted ──ACK: pass up, 2xx: send──┐  ──L──► Terminated
 *                          │                               ▲───────────────────────────────┘
 *                          └─respond 300-699: send──► Completed ──repeated, G: send──┐  ──H──► Terminated (no ACK)
 *                                                       │ ▲──────────────────────────┘
 *                                                       └──ACK──► Confirmed ──I──► Terminated
 * </pre>
 *
 * Over a reliable transport timer G does not run, and the ACK in Completed leads to Terminated at once (timer I is zero). Events without
 * an arrow change nothing.
 */
final class InviteServer {
    enum State {
        PROCEEDING,
        COMPLETED,
        CONFIRMED,
        ACCEPTED,
        TERMINATED
    }

    enum Event {
        ARRIVED,
        REPEATED,
        ACK,
        TRYING_DUE,
        ANSWER_PROVISIONAL,
        ANSWER_SUCCESS,
        ANSWER_REFUSAL,
        RESEND,
        TIMEOUT,
        LINGERED
    }

    private static final Transition<State> WAIT = Transition.to(State.PROCEEDING, ARM_TRYING);
    private static final Transition<State> HOLD_ON = Transition.to(State.PROCEEDING, SEND_TRYING);
    private static final Transition<State> RINGING = Transition.to(State.PROCEEDING, STOP_RESEND, SEND);
    private static final Transition<State> RINGING_AGAIN = Transition.to(State.PROCEEDING, SEND);
    private static final Transition<State> SAME_PROCEEDING = Transition.to(State.PROCEEDING);
    private static final Transition<State> TAKEN = Transition.to(State.ACCEPTED, STOP_RESEND, LINGER_LONG, SEND);
    private static final Transition<State> TAKEN_AGAIN = Transition.to(State.ACCEPTED, SEND);
    private static final Transition<State> TAKEN_ACK = Transition.to(State.ACCEPTED, PASS_UP);
    private static final Transition<State> SAME_ACCEPTED = Transition.to(State.ACCEPTED);
    private static final Transition<State> REFUSED = Transition.to(State.COMPLETED, ARM_TIMEOUT, ARM_RESEND, SEND);
    private static final Transition<State> REFUSED_RELIABLE =
            Transition.to(State.COMPLETED, STOP_RESEND, ARM_TIMEOUT, SEND);
    private static final Transition<State> REFUSED_AGAIN = Transition.to(State.COMPLETED, SEND);
    private static final Transition<State> REFUSED_TIMER = Transition.to(State.COMPLETED, ARM_RESEND_AGAIN, SEND);
    private static final Transition<State> SAME_COMPLETED = Transition.to(State.COMPLETED);
    private static final Transition<State> CONFIRMED = Transition.to(State.CONFIRMED, STOP_RESEND, LINGER_SHORT);
    private static final Transition<State> SAME_CONFIRMED = Transition.to(State.CONFIRMED);
    private static final Transition<State> NO_ACK = Transition.to(State.TERMINATED, REPORT_TIMEOUT);
    private static final Transition<State> OVER = Transition.to(State.TERMINATED);

    private InviteServer() {}

    static Transition<State> on(State state, Event event, boolean reliable) {
        return switch (state) {
            case PROCEEDING -> proceeding(event, reliable);
            case COMPLETED -> completed(event, reliable);
            case CONFIRMED -> event == Event.LINGERED ? OVER : SAME_CONFIRMED;
            case ACCEPTED -> accepted(event);
            case TERMINATED -> OVER;
        };
    }

    private static Transition<State> proceeding(Event event, boolean reliable) {
        return switch (event) {
            case ARRIVED -> WAIT;
            case TRYING_DUE -> HOLD_ON;
            case REPEATED -> RINGING_AGAIN;
            case ANSWER_PROVISIONAL -> RINGING;
            case ANSWER_SUCCESS -> TAKEN;
            case ANSWER_REFUSAL -> reliable ? REFUSED_RELIABLE : REFUSED;
            default -> SAME_PROCEEDING;
        };
    }

    private static Transition<State> completed(Event event, boolean reliable) {
        return switch (event) {
            case REPEATED -> REFUSED_AGAIN;
            case RESEND -> REFUSED_TIMER;
            case ACK -> reliable ? OVER : CONFIRMED;
            case TIMEOUT -> NO_ACK;
            default -> SAME_COMPLETED;
        };
    }

    private static Transition<State> accepted(Event event) {
        return switch (event) {
            case ACK -> TAKEN_ACK;
            case ANSWER_SUCCESS -> TAKEN_AGAIN;
            case LINGERED -> OVER;
            default -> SAME_ACCEPTED;
        };
    }
}
