package io.aldis.server.forking;

import java.util.List;

/**
 * State of the fork of a message that may be stored, pure: events in, the next state and actions out. {@link KeptFork} performs the actions.
 *
 * <pre>
 *   WAITING ──Refused──► REFUSED ──PatienceOver: give up──┐
 *    │  │                 │  │ ▲──────────────────────────┘
 *    │  └─────────────────│──┴──Accepted: wait──► ACCEPTED ──Accepted: wait──┐
 *    │                    │                        │ ▲───────────────────────┘
 *    │ PatienceOver,      │ AllEnded:              │ PatienceOver,
 *    │ AllEnded: finish   │ finish                 │ AllEnded: finish
 *    ▼                    ▼                        ▼
 *   FINISHED ◄────────────┘                       FINISHED_ACCEPTED
 *       ──Settle: answer, give up──┐                  ──Settle: answer──┐
 *       ◄──────────────────────────┘                  ◄─────────────────┘
 *       ──Accepted: wait──────────────────────────►
 * </pre>
 *
 * In every state Expired gives the branches up; when all of them have ended, AllEnded follows. After FINISHED the end of a wait starts
 * another one, until the request expires.
 *
 * @param actions to perform, in their order
 */
record KeptForkState(Phase phase, List<Action> actions) {
    enum Phase {
        /** No device has accepted or refused it for the user. */
        WAITING,
        /** A device has refused it for the user (6xx). No copy is added, and answers to earlier ones are waited for. */
        REFUSED,
        /** A device has accepted, and the sender has its answer. Others are still tried. */
        ACCEPTED,
        /** The listener has the result. Late answers are passed to it. */
        FINISHED,
        /** The same, and a device has accepted. */
        FINISHED_ACCEPTED
    }

    enum Event {
        ACCEPTED,
        REFUSED,
        PATIENCE_OVER,
        EXPIRED,
        ALL_ENDED,
        /** The listener leaves the answer to the fork. */
        SETTLE
    }

    enum Action {
        /** Start the wait for answers: the patience, but no longer than until the request expires. */
        WAIT,
        /** No branch is added any more. */
        ADD_NO_MORE,
        /** Pass the result to the listener. */
        FINISH,
        /** Wait for silent devices until the request expires, if any branch is under way. */
        WAIT_FOR_EXPIRY,
        /** Answer the sender with the best response, unless it has an answer. */
        ANSWER,
        GIVE_UP_EXPIRED,
        GIVE_UP_REFUSED,
        GIVE_UP_SETTLED
    }

    static final KeptForkState START = to(Phase.WAITING);

    private static final KeptForkState REFUSED = to(Phase.REFUSED);
    private static final KeptForkState REFUSED_BY_ALL = to(Phase.REFUSED, Action.GIVE_UP_REFUSED);
    private static final KeptForkState ACCEPTED = to(Phase.ACCEPTED);
    private static final KeptForkState ACCEPTED_NOW = to(Phase.ACCEPTED, Action.WAIT);
    private static final KeptForkState FINISHED = to(Phase.FINISHED);
    private static final KeptForkState LATE_ACCEPTED = to(Phase.FINISHED_ACCEPTED, Action.WAIT);
    private static final KeptForkState FINISHED_ACCEPTED = to(Phase.FINISHED_ACCEPTED);

    private static KeptForkState to(Phase next, Action... actions) {
        return new KeptForkState(next, List.of(actions));
    }

    static KeptForkState on(Phase phase, Event event) {
        return switch (phase) {
            case WAITING -> waiting(event);
            case REFUSED -> refused(event);
            case ACCEPTED -> accepted(event);
            case FINISHED -> finished(event);
            case FINISHED_ACCEPTED -> finishedAccepted(event);
        };
    }

    private static final KeptForkState PATIENCE_OVER =
            to(Phase.FINISHED, Action.ADD_NO_MORE, Action.FINISH, Action.WAIT_FOR_EXPIRY);
    private static final KeptForkState ALL_ENDED = to(Phase.FINISHED, Action.FINISH);
    private static final KeptForkState EXPIRED = to(Phase.WAITING, Action.GIVE_UP_EXPIRED);

    private static KeptForkState waiting(Event event) {
        return switch (event) {
            case ACCEPTED -> ACCEPTED_NOW;
            case REFUSED -> REFUSED;
            case PATIENCE_OVER -> PATIENCE_OVER;
            case EXPIRED -> EXPIRED;
            case ALL_ENDED -> ALL_ENDED;
            case SETTLE -> START;
        };
    }

    private static final KeptForkState REFUSED_EXPIRED = to(Phase.REFUSED, Action.GIVE_UP_EXPIRED);

    private static KeptForkState refused(Event event) {
        return switch (event) {
            case ACCEPTED -> ACCEPTED_NOW;
            case PATIENCE_OVER -> REFUSED_BY_ALL;
            case EXPIRED -> REFUSED_EXPIRED;
            case ALL_ENDED -> ALL_ENDED;
            case REFUSED, SETTLE -> REFUSED;
        };
    }

    private static final KeptForkState ACCEPTED_PATIENCE_OVER =
            to(Phase.FINISHED_ACCEPTED, Action.ADD_NO_MORE, Action.FINISH, Action.WAIT_FOR_EXPIRY);
    private static final KeptForkState ACCEPTED_ALL_ENDED = to(Phase.FINISHED_ACCEPTED, Action.FINISH);
    private static final KeptForkState ACCEPTED_EXPIRED = to(Phase.ACCEPTED, Action.GIVE_UP_EXPIRED);

    private static KeptForkState accepted(Event event) {
        return switch (event) {
            case ACCEPTED -> ACCEPTED_NOW;
            case PATIENCE_OVER -> ACCEPTED_PATIENCE_OVER;
            case EXPIRED -> ACCEPTED_EXPIRED;
            case ALL_ENDED -> ACCEPTED_ALL_ENDED;
            case REFUSED, SETTLE -> ACCEPTED;
        };
    }

    private static final KeptForkState FINISHED_WAIT = to(Phase.FINISHED, Action.WAIT_FOR_EXPIRY);
    private static final KeptForkState FINISHED_EXPIRED = to(Phase.FINISHED, Action.GIVE_UP_EXPIRED);
    private static final KeptForkState SETTLED = to(Phase.FINISHED, Action.ANSWER, Action.GIVE_UP_SETTLED);

    private static KeptForkState finished(Event event) {
        return switch (event) {
            case ACCEPTED -> LATE_ACCEPTED;
            case PATIENCE_OVER -> FINISHED_WAIT;
            case EXPIRED -> FINISHED_EXPIRED;
            case SETTLE -> SETTLED;
            case REFUSED, ALL_ENDED -> FINISHED;
        };
    }

    private static final KeptForkState FINISHED_ACCEPTED_WAIT = to(Phase.FINISHED_ACCEPTED, Action.WAIT_FOR_EXPIRY);
    private static final KeptForkState FINISHED_ACCEPTED_EXPIRED = to(Phase.FINISHED_ACCEPTED, Action.GIVE_UP_EXPIRED);
    private static final KeptForkState SETTLED_ACCEPTED = to(Phase.FINISHED_ACCEPTED, Action.ANSWER);

    private static KeptForkState finishedAccepted(Event event) {
        return switch (event) {
            case ACCEPTED -> LATE_ACCEPTED;
            case PATIENCE_OVER -> FINISHED_ACCEPTED_WAIT;
            case EXPIRED -> FINISHED_ACCEPTED_EXPIRED;
            case SETTLE -> SETTLED_ACCEPTED;
            case REFUSED, ALL_ENDED -> FINISHED_ACCEPTED;
        };
    }

    boolean isFinished() {
        return phase == Phase.FINISHED || phase == Phase.FINISHED_ACCEPTED;
    }

    boolean isAccepted() {
        return phase == Phase.ACCEPTED || phase == Phase.FINISHED_ACCEPTED;
    }
}
