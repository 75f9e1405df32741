package io.aldis.sip.transaction;

import static io.aldis.sip.transaction.Effect.*;

/**
 * The non-INVITE server transaction, RFC 3261 §17.2.2, figure 8. Its Completed state (timer J) is {@link AnswerMemory}: there the
 * answer alone is kept for 64*T1, and a repeated request gets it again.
 *
 * <pre>
 *   request: pass up ──► Trying ──respond 1xx──► Proceeding ──repeated: send──┐
 *       repeated: nothing ◄─┘ │                      │ ▲──────────────────────┘
 *                             └─respond 200-699──────┴──► Completed ──repeated: send──┐  ──J──► Terminated
 *                                                              ▲──────────────────────┘
 * </pre>
 */
final class NonInviteServer {
    enum State {
        TRYING,
        PROCEEDING,
        COMPLETED
    }

    enum Event {
        REPEATED,
        ANSWER_PROVISIONAL,
        ANSWER_FINAL
    }

    private static final Step<State> QUIET = Step.to(State.TRYING);
    private static final Step<State> RINGING = Step.to(State.PROCEEDING, SEND);
    private static final Step<State> DONE = Step.to(State.COMPLETED, LINGER_LONG, SEND);
    private static final Step<State> REPEAT = Step.to(State.COMPLETED, SEND);
    private static final Step<State> TOO_LATE = Step.to(State.COMPLETED);

    private NonInviteServer() {}

    static Step<State> on(State state, Event event) {
        if (state == State.COMPLETED) return event == Event.REPEATED ? REPEAT : TOO_LATE;
        return switch (event) {
            case REPEATED -> state == State.TRYING ? QUIET : RINGING;
            case ANSWER_PROVISIONAL -> RINGING;
            case ANSWER_FINAL -> DONE;
        };
    }
}
