package io.aldis.server.forking;

import java.util.List;

/**
 * State of one branch of a fork, pure: events and facts in, the next state and actions out. {@link Branch} performs the actions. A branch
 * ends with a final response that its owner gets (settle), or without one (lose).
 *
 * <pre>
 *                      ┌───────────Try: next hop──────────┐
 *                      ▼                                  │
 *   REACHING ──Try──► SENT ──Provisional──► RINGING       │
 *      ▲               │  hop or flow failed,  │          │
 *      │ Move          │  503, 430, 415        │          │
 *      │               └───────────┬───────────┘          │
 *   every state                    ▼                      │
 *   but DONE                    RETRYING ─────────────────┘
 *                                │    │
 *          an earlier copy may   │    │ no hop and no flow left: lose
 *          be answered           ▼    ▼
 *                            EARLIER  DONE ◄──final response: settle── SENT, RINGING, EARLIER
 *                                │     ▲
 *                                └─────┘ earlier copies failed: lose
 * </pre>
 *
 * The limit says what may still be sent. When it is set while nothing is in transit, the branch is lost.
 *
 * <pre>
 *   NONE ──Last──► LAST ──Recall──► RECALLED          NONE ──Cancel (INVITE)──► CANCELLED
 * </pre>
 */
record BranchState(Phase phase, Limit limit) {
    enum Phase {
        /** The next hops of the target are looked up. */
        REACHING,
        /** A copy was sent over the present next hop. */
        SENT,
        /** The same, and the peer has sent a provisional response. */
        RINGING,
        /** The present next hop or flow has failed, or the content is sent without message/cpim: another copy follows soon. */
        RETRYING,
        /** Nothing more is sent, but copies over earlier flows of the device may still be answered. */
        EARLIER,
        /** The owner has a final response, or knows that none comes. */
        DONE
    }

    enum Limit {
        NONE,
        /** No further copy is sent, over whatever flow. */
        LAST,
        /** Nothing more is sent at all; earlier copies may still be answered. */
        RECALLED,
        /** The INVITE was cancelled. */
        CANCELLED
    }

    enum Event {
        /** The next hops are known, or it is time to try the next one. */
        TRY,
        /** No next hop is left. */
        NO_HOP,
        /** A copy is being sent. */
        SENT,
        /** The present next hop cannot be used, or its transaction has failed. */
        HOP_FAILED,
        /** The present next hop has not answered in its share of the wait. */
        HOP_SILENT,
        /** The TCP connection to a phone that registered for UDP has failed. */
        TCP_REFUSED,
        /** No datagram can carry the copy. */
        TOO_LARGE,
        PROVISIONAL,
        /** A final response of the device. */
        ANSWERED,
        /** 503: the next hop is unavailable. */
        UNAVAILABLE,
        /** 430 or 408: the flow has failed. */
        FLOW_FAILED,
        /** 482: the device has had the request over another flow. */
        MERGED,
        /** 415 to a message/cpim whose content may be sent without it. */
        CPIM_REFUSED,
        /** A transaction over an earlier flow has failed, or its answer concerns that flow only. */
        EARLIER_LOST,
        LAST,
        RECALL,
        CANCEL,
        GIVE_UP,
        /** The device has another target. */
        MOVE
    }

    enum Action {
        TRY_NEXT_HOP,
        /** Try the next hop, but not at once: the caller may be in the middle of sending. */
        TRY_SOON,
        /** Look the next flow of the device up, not at once. */
        NEXT_FLOW,
        /** Look the next hops of the target up. */
        REACH,
        SEND_WITHOUT_CPIM,
        SEND_OVER_UDP,
        SEND_CANCEL,
        SEND_NO_MORE,
        /** The present next hop is tried last for a while. */
        NOTE_FAILURE,
        /** Abandon the transaction. */
        ABANDON,
        /** Keep the transaction among those over earlier flows. */
        KEEP_EARLIER,
        PASS_PROVISIONAL,
        /** End the branch with that final response. */
        SETTLE,
        /** Pass a further final response to the owner. */
        SETTLE_AGAIN,
        /** End the branch without a final response. */
        LOSE
    }

    interface Facts {
        /** Whether a next hop of the present target is left. */
        boolean hopsLeft();

        /** Whether another flow leads to the device. */
        boolean flowsLeft();

        /** Whether copies over earlier flows may still be answered. */
        boolean earlierLeft();

        /** Whether two flows may be tried at the same time. */
        boolean mayOverlap();
    }

    record Transition(Phase next, List<Action> actions) {
        private static Transition to(Phase next, Action... actions) {
            return new Transition(next, List.of(actions));
        }
    }

    private static final BranchState[] ALL = all();

    static final BranchState START = of(Phase.REACHING, Limit.NONE);

    private static BranchState[] all() {
        var all = new BranchState[Phase.values().length * Limit.values().length];
        for (Phase phase : Phase.values())
            for (Limit limit : Limit.values()) all[index(phase, limit)] = new BranchState(phase, limit);
        return all;
    }

    private static int index(Phase phase, Limit limit) {
        return phase.ordinal() * 4 + limit.ordinal();
    }

    /** One instance for each state: a change of state allocates nothing. */
    static BranchState of(Phase phase, Limit limit) {
        return ALL[index(phase, limit)];
    }

    private static final Transition[] SAME = same(Phase.values());
    private static final Transition TRY_NEXT_HOP = Transition.to(Phase.RETRYING, Action.TRY_NEXT_HOP);
    private static final Transition TRY_SOON = Transition.to(Phase.RETRYING, Action.TRY_SOON);
    private static final Transition NEXT_FLOW = Transition.to(Phase.RETRYING, Action.NEXT_FLOW);
    private static final Transition FAILED_TRY_SOON =
            Transition.to(Phase.RETRYING, Action.NOTE_FAILURE, Action.TRY_SOON);
    private static final Transition FAILED_NEXT_FLOW =
            Transition.to(Phase.RETRYING, Action.NOTE_FAILURE, Action.NEXT_FLOW);
    private static final Transition FAILED_EARLIER = Transition.to(Phase.EARLIER, Action.NOTE_FAILURE);
    private static final Transition FAILED_LOST = Transition.to(Phase.DONE, Action.NOTE_FAILURE, Action.LOSE);
    private static final Transition SILENT_TRY_SOON =
            Transition.to(Phase.RETRYING, Action.ABANDON, Action.NOTE_FAILURE, Action.TRY_SOON);
    private static final Transition SILENT_NEXT_FLOW =
            Transition.to(Phase.RETRYING, Action.ABANDON, Action.NOTE_FAILURE, Action.NEXT_FLOW);
    private static final Transition SILENT_OVERLAP =
            Transition.to(Phase.RETRYING, Action.KEEP_EARLIER, Action.NOTE_FAILURE, Action.NEXT_FLOW);
    private static final Transition SILENT_EARLIER =
            Transition.to(Phase.EARLIER, Action.KEEP_EARLIER, Action.NOTE_FAILURE);
    private static final Transition SILENT_LOST =
            Transition.to(Phase.DONE, Action.ABANDON, Action.NOTE_FAILURE, Action.LOSE);
    private static final Transition OVER_UDP = Transition.to(Phase.RETRYING, Action.SEND_OVER_UDP);
    private static final Transition WITHOUT_CPIM = Transition.to(Phase.RETRYING, Action.SEND_WITHOUT_CPIM);
    private static final Transition SENT = Transition.to(Phase.SENT);
    private static final Transition RINGING = Transition.to(Phase.RINGING, Action.PASS_PROVISIONAL);
    private static final Transition RINGING_CANCEL =
            Transition.to(Phase.RINGING, Action.PASS_PROVISIONAL, Action.SEND_CANCEL);
    private static final Transition CANCEL_NOW = Transition.to(Phase.RINGING, Action.SEND_CANCEL);
    private static final Transition ONLY_EARLIER = Transition.to(Phase.EARLIER);
    private static final Transition SETTLED = Transition.to(Phase.DONE, Action.SETTLE);
    private static final Transition SETTLED_AGAIN = Transition.to(Phase.DONE, Action.SETTLE_AGAIN);
    private static final Transition LOST = Transition.to(Phase.DONE, Action.LOSE);
    private static final Transition RECALLED_LOST = Transition.to(Phase.DONE, Action.SEND_NO_MORE, Action.LOSE);
    private static final Transition GIVEN_UP = Transition.to(Phase.DONE, Action.ABANDON, Action.LOSE);
    private static final Transition MOVED = Transition.to(Phase.REACHING, Action.ABANDON, Action.REACH);
    private static final Transition[] PROVISIONAL = same(Phase.values(), Action.PASS_PROVISIONAL);
    private static final Transition[] SEND_NO_MORE = same(Phase.values(), Action.SEND_NO_MORE);

    /** For each phase the transition that stays there. */
    private static Transition[] same(Phase[] phases, Action... actions) {
        var all = new Transition[phases.length];
        for (Phase phase : phases) all[phase.ordinal()] = Transition.to(phase, actions);
        return all;
    }

    /** The state after that transition, for that event. */
    BranchState after(Event event, Transition transition) {
        return of(transition.next(), limitAfter(event));
    }

    private Limit limitAfter(Event event) {
        return switch (event) {
            case LAST -> limit == Limit.NONE ? Limit.LAST : limit;
            case RECALL -> Limit.RECALLED;
            case CANCEL -> Limit.CANCELLED;
            default -> limit;
        };
    }

    Transition on(Event event, Facts facts) {
        if (phase == Phase.DONE) return done(event);
        return switch (event) {
            case TRY -> tryNext(facts);
            case NO_HOP -> nextFlow(facts);
            case SENT -> SENT;
            case HOP_FAILED -> hopFailed(facts);
            case HOP_SILENT -> hopSilent(facts);
            case TCP_REFUSED -> limit == Limit.NONE ? OVER_UDP : hopFailed(facts);
            case TOO_LARGE -> tooLarge(facts);
            case PROVISIONAL -> provisional();
            case ANSWERED -> SETTLED;
            case UNAVAILABLE -> !isLast() && facts.hopsLeft() ? TRY_SOON : SETTLED;
            case FLOW_FAILED -> flowFailed(facts);
            case MERGED -> facts.earlierLeft() ? ONLY_EARLIER : SETTLED;
            case CPIM_REFUSED -> limit == Limit.NONE ? WITHOUT_CPIM : SETTLED;
            case EARLIER_LOST -> phase == Phase.EARLIER && !facts.earlierLeft() ? LOST : same();
            case LAST -> isIdle(facts) ? LOST : same();
            case RECALL -> isIdle(facts) ? RECALLED_LOST : SEND_NO_MORE[phase.ordinal()];
            case CANCEL -> cancel();
            case GIVE_UP -> GIVEN_UP;
            case MOVE -> move();
        };
    }

    private static Transition done(Event event) {
        return switch (event) {
            case ANSWERED, UNAVAILABLE, FLOW_FAILED, MERGED, CPIM_REFUSED -> SETTLED_AGAIN;
            default -> SAME[Phase.DONE.ordinal()];
        };
    }

    private Transition same() {
        return SAME[phase.ordinal()];
    }

    private Transition tryNext(Facts facts) {
        if (!isLooking()) return same();
        if (limit == Limit.CANCELLED) return LOST;
        return isLast() ? noMore(facts) : TRY_NEXT_HOP;
    }

    /** RFC 5626 §7: another flow of the same device. */
    private Transition nextFlow(Facts facts) {
        if (limit == Limit.CANCELLED) return LOST;
        return isLast() || !facts.flowsLeft() ? noMore(facts) : NEXT_FLOW;
    }

    private static Transition noMore(Facts facts) {
        return facts.earlierLeft() ? ONLY_EARLIER : LOST;
    }

    private Transition hopFailed(Facts facts) {
        if (facts.hopsLeft()) return FAILED_TRY_SOON;
        Transition next = nextFlow(facts);
        if (next == NEXT_FLOW) return FAILED_NEXT_FLOW;
        return next == LOST ? FAILED_LOST : FAILED_EARLIER;
    }

    /** After a provisional response the peer has the whole wait. */
    private Transition hopSilent(Facts facts) {
        if (phase != Phase.SENT || isLast()) return same();
        if (facts.hopsLeft()) return SILENT_TRY_SOON;
        boolean flow = facts.flowsLeft() && limit != Limit.CANCELLED;
        if (facts.mayOverlap()) return flow ? SILENT_OVERLAP : SILENT_EARLIER;
        return flow ? SILENT_NEXT_FLOW : SILENT_LOST;
    }

    private Transition tooLarge(Facts facts) {
        if (facts.hopsLeft() || facts.flowsLeft()) return hopFailed(facts);
        return facts.earlierLeft() ? ONLY_EARLIER : SETTLED;
    }

    private Transition provisional() {
        return switch (phase) {
            case SENT -> limit == Limit.CANCELLED ? RINGING_CANCEL : RINGING;
            default -> PROVISIONAL[phase.ordinal()];
        };
    }

    private Transition flowFailed(Facts facts) {
        if (facts.earlierLeft()) return nextFlow(facts);
        return limit == Limit.NONE && facts.flowsLeft() ? NEXT_FLOW : SETTLED;
    }

    /** RFC 3261 §9.1: a CANCEL is sent only after a provisional response. */
    private Transition cancel() {
        if (limit == Limit.CANCELLED) return same();
        return switch (phase) {
            case REACHING, EARLIER -> LOST;
            case RINGING -> CANCEL_NOW;
            case SENT, RETRYING, DONE -> same();
        };
    }

    private Transition move() {
        return switch (limit) {
            case RECALLED -> GIVEN_UP;
            case CANCELLED -> same();
            case NONE, LAST -> MOVED;
        };
    }

    /** Nothing was sent that may be answered, and nothing is about to be sent. */
    private boolean isIdle(Facts facts) {
        return phase == Phase.REACHING && !facts.earlierLeft();
    }

    /** Whether no further copy may be sent. */
    boolean isLast() {
        return limit == Limit.LAST || limit == Limit.RECALLED;
    }

    /** Whether a next hop is being looked for. */
    boolean isLooking() {
        return phase == Phase.REACHING || phase == Phase.RETRYING;
    }

    /** Whether a copy may follow its device to another target. */
    boolean mayMove() {
        return phase != Phase.DONE && (limit == Limit.NONE || limit == Limit.LAST);
    }

    boolean isDone() {
        return phase == Phase.DONE;
    }

    /** Whether a copy is under way without an answer. */
    boolean isSent() {
        return phase == Phase.SENT;
    }

    boolean isRinging() {
        return phase == Phase.RINGING;
    }

    boolean isRecalled() {
        return limit == Limit.RECALLED;
    }
}
