package io.aldis.sip.transaction;

import static io.aldis.sip.transaction.Effect.*;

/**
 * The non-INVITE server transaction, RFC 3261 §17.2.2, figure 8, with the 100 of RFC 4320 §4.1: over every transport one is sent when
 * the client's timer E has reached T2; before that time one is sent only over a reliable transport. The Completed state (timer J) is kept
 * in {@link AnswerMemory}, which holds only the response for 64*T1; a repeated request gets it again. In the figure timer J is zero over
 * reliable transports. Here the response is kept over these, too, because a client may send the same bytes again over a new connection.
 *
 * <pre>
 *   request: pass up ──► Trying ──100 due, respond 100──► Proceeding ──repeated, respond 100: send──┐
 *       repeated: nothing ◄─┘ │                              │ ▲────────────────────────────────────┘
 *                             └─respond 200-699──────────────┴──► Completed ──repeated: send──┐  ──J──► Terminated
 *                                                                      ▲──────────────────────┘
 * </pre>
 *
 * A request that stays without a final response is dropped after 64*T1 + T4, when its client has given up. Nothing is sent then
 * (RFC 4320 §4.2).
 */
final class NonInviteServer {
    enum State {
        TRYING,
        PROCEEDING,
        COMPLETED,
        TERMINATED
    }

    enum Event {
        ARRIVED,
        REPEATED,
        TRYING_DUE,
        EXPIRED,
        ANSWER_TRYING,
        ANSWER_FINAL
    }

    private static final Transition<State> WAIT = Transition.to(State.TRYING, ARM_TRYING_LATE, ARM_EXPIRY);
    private static final Transition<State> QUIET = Transition.to(State.TRYING);
    private static final Transition<State> HOLD_ON = Transition.to(State.PROCEEDING, SEND_TRYING);
    private static final Transition<State> TRIED = Transition.to(State.PROCEEDING, STOP_RESEND, SEND);
    private static final Transition<State> TRIED_AGAIN = Transition.to(State.PROCEEDING, SEND);
    private static final Transition<State> SAME_PROCEEDING = Transition.to(State.PROCEEDING);
    private static final Transition<State> DONE = Transition.to(State.COMPLETED, LINGER_LONG, SEND);
    private static final Transition<State> REPEAT = Transition.to(State.COMPLETED, SEND);
    private static final Transition<State> SAME_COMPLETED = Transition.to(State.COMPLETED);
    private static final Transition<State> OVER = Transition.to(State.TERMINATED);

    private NonInviteServer() {}

    static Transition<State> on(State state, Event event, boolean reliable) {
        return switch (state) {
            case TRYING -> trying(event, reliable);
            case PROCEEDING -> proceeding(event);
            case COMPLETED -> completed(event);
            case TERMINATED -> OVER;
        };
    }

    private static Transition<State> trying(Event event, boolean reliable) {
        return switch (event) {
            case ARRIVED -> WAIT;
            case REPEATED -> QUIET;
            case TRYING_DUE -> HOLD_ON;
            case ANSWER_TRYING -> reliable ? TRIED : QUIET;
            case ANSWER_FINAL -> DONE;
            case EXPIRED -> OVER;
        };
    }

    private static Transition<State> proceeding(Event event) {
        return switch (event) {
            case REPEATED, ANSWER_TRYING -> TRIED_AGAIN;
            case ANSWER_FINAL -> DONE;
            case EXPIRED -> OVER;
            case ARRIVED, TRYING_DUE -> SAME_PROCEEDING;
        };
    }

    private static Transition<State> completed(Event event) {
        return switch (event) {
            case REPEATED -> REPEAT;
            case EXPIRED -> OVER;
            case ARRIVED, TRYING_DUE, ANSWER_TRYING, ANSWER_FINAL -> SAME_COMPLETED;
        };
    }
}
