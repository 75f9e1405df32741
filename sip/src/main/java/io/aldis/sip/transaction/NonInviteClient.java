package io.aldis.sip.transaction;

import static io.aldis.sip.transaction.Effect.*;

/**
 * The non-INVITE client transaction, RFC 3261 §17.1.2, figure 6:
 *
 * <pre>
 *              send ──► Trying ──1xx──► Proceeding ──1xx, E──┐
 *           E: send ◄──┘  │ │              │ │ ▲─────────────┘
 *                         │ └─F, unsent────┼─┴──► Terminated (reported)
 *                         └──────final─────┴────► Terminated (passed up)
 * </pre>
 *
 * Over a reliable transport timer E does not run. Figure 6 keeps a Completed state for T4 (timer K) to absorb retransmitted final
 * responses. {@link Transactions} drops a response that matches no transaction (RFC 6026 §7.2), which has the same effect, so that this
 * state and its memory are not needed.
 */
final class NonInviteClient {
    enum State {
        INITIAL,
        TRYING,
        PROCEEDING,
        TERMINATED
    }

    enum Event {
        START,
        RESEND,
        TIMEOUT,
        PROVISIONAL,
        FINAL,
        UNSENT
    }

    private static final Transition<State> START_RELIABLE = Transition.to(State.TRYING, ARM_TIMEOUT, SEND);
    private static final Transition<State> START_LOSSY = Transition.to(State.TRYING, ARM_TIMEOUT, ARM_RESEND, SEND);
    private static final Transition<State> AGAIN = Transition.to(State.TRYING, ARM_RESEND_AGAIN, SEND);
    private static final Transition<State> AGAIN_SLOW = Transition.to(State.PROCEEDING, ARM_RESEND_SLOW, SEND);
    private static final Transition<State> SAME_TRYING = Transition.to(State.TRYING);
    private static final Transition<State> SAME_PROCEEDING = Transition.to(State.PROCEEDING);
    private static final Transition<State> RANG = Transition.to(State.PROCEEDING, PASS_UP);
    private static final Transition<State> DONE = Transition.to(State.TERMINATED, PASS_UP);
    private static final Transition<State> TIMED_OUT = Transition.to(State.TERMINATED, REPORT_TIMEOUT);
    private static final Transition<State> NOT_SENT = Transition.to(State.TERMINATED, REPORT_UNSENT);
    private static final Transition<State> OVER = Transition.to(State.TERMINATED);

    private NonInviteClient() {}

    static Transition<State> on(State state, Event event, boolean reliable) {
        return switch (state) {
            case INITIAL -> reliable ? START_RELIABLE : START_LOSSY;
            case TRYING -> waiting(event, AGAIN, SAME_TRYING);
            case PROCEEDING -> waiting(event, AGAIN_SLOW, SAME_PROCEEDING);
            case TERMINATED -> OVER;
        };
    }

    private static Transition<State> waiting(Event event, Transition<State> again, Transition<State> same) {
        return switch (event) {
            case START -> same;
            case RESEND -> again;
            case PROVISIONAL -> RANG;
            case FINAL -> DONE;
            case TIMEOUT -> TIMED_OUT;
            case UNSENT -> NOT_SENT;
        };
    }
}
