package io.aldis.agent.register;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The state of one registration, pure: events in, the next state and effects out.
 *
 * <pre>
 *            ┌────────────── Stopped ◄── every state
 *            ▼
 *   IDLE ──Bound──► BOUND ──Missed, flow alive──► UNCONFIRMED ──Bound──► BOUND
 *    │ ▲              │ ▲                              │
 *    │ └─Missed       │ └──────────Bound───────────┐   │ Missed, FlowLost
 *    │ (no other      ├──FlowLost──► LOST ─────────┤   ▼
 *    │  binding)      └──Missed────► RETRYING ◄────┴───┘
 *    ├──Wanted──► LOST              every state ──Denied──► DENIED ──Bound──► BOUND
 * </pre>
 *
 * @param failures in a row
 * @param wanted requested lifetime of a binding
 * @param plain whether no flow is asked for, since a hop does not support flows (RFC 5626 §4.2.1)
 */
record RegistrationState(Phase phase, int failures, Duration wanted, boolean plain) {
    enum Phase {
        /** No binding is kept. */
        IDLE,
        /** Requests reach us, as far as the agent knows. */
        BOUND,
        /** The last refresh failed, but the flow works: requests still reach us. */
        UNCONFIRMED,
        /** The flow has failed; a new registration follows. */
        LOST,
        /** The last registration failed; another follows. */
        RETRYING,
        /** The server refused for good: nothing is tried again before the application asks. */
        DENIED
    }

    sealed interface Event {
        /** @param proven whether the flow is known to work, or none was granted */
        record Bound(Duration expires, boolean proven) implements Event {}

        /** The server refused, and will refuse again. */
        record Denied() implements Event {}

        /**
         * No binding this time: no answer, or one that may change later.
         *
         * @param flowAlive whether the flow of the binding works
         * @param others whether another server has a binding
         */
        record Missed(Optional<Duration> retryAfter, boolean flowAlive, boolean others) implements Event {}

        /**
         * The flow of the binding has failed.
         *
         * @param worked whether it ever worked
         * @param asking whether a REGISTER is in progress, whose answer decides what to do
         */
        record FlowLost(boolean worked, boolean asking) implements Event {}

        /** Another server has a binding: this one is wanted, too. */
        record Wanted() implements Event {}

        record Stopped() implements Event {}

        /** The server requires a longer lifetime (423, RFC 3261 §10.2.8). */
        record TooBrief(Duration least) implements Event {}

        /** A hop does not support flows (439). */
        record NoOutbound() implements Event {}
    }

    sealed interface Effect {
        /** The agent had no binding, and has one now. */
        record CameBack() implements Effect {}

        /** Register again before that time is over. */
        record Refresh(Duration expires) implements Effect {}

        /** Register again after a pause that grows with the failures, or after the Retry-After of the server. */
        record Retry(Optional<Duration> after, int failures) implements Effect {}

        /** Register again soon. */
        record Reconnect() implements Effect {}

        /** Stop the timer. */
        record Rest() implements Effect {}
    }

    record Step(RegistrationState next, List<Effect> effects) {}

    static RegistrationState idle(Duration wanted, boolean plain) {
        return new RegistrationState(Phase.IDLE, 0, wanted, plain);
    }

    /** Whether requests reach us through this registration, as far as the agent knows. */
    boolean up() {
        return phase == Phase.BOUND || phase == Phase.UNCONFIRMED;
    }

    /** Whether there is a binding, or a retry is planned. */
    boolean keeping() {
        return phase != Phase.IDLE && phase != Phase.DENIED;
    }

    private boolean missed() {
        return phase == Phase.UNCONFIRMED || phase == Phase.RETRYING;
    }

    Step on(Event event) {
        return switch (event) {
            case Event.Bound bound -> bound(bound);
            case Event.Denied _ -> to(Phase.DENIED, failures, new Effect.Rest());
            case Event.Missed missed -> missed(missed);
            case Event.FlowLost lost -> lost(lost);
            case Event.Wanted _ ->
                phase == Phase.IDLE
                        ? to(Phase.LOST, failures + 1, new Effect.Retry(Optional.empty(), failures + 1))
                        : same();
            case Event.Stopped _ -> to(phase == Phase.DENIED ? phase : Phase.IDLE, failures, new Effect.Rest());
            case Event.TooBrief brief ->
                new Step(new RegistrationState(phase, failures, brief.least(), plain), List.of());
            case Event.NoOutbound _ -> new Step(new RegistrationState(phase, failures, wanted, true), List.of());
        };
    }

    private Step bound(Event.Bound bound) {
        int left = bound.proven() ? 0 : failures;
        var refresh = new Effect.Refresh(bound.expires());
        return keeping() && !missed()
                ? to(Phase.BOUND, left, refresh)
                : to(Phase.BOUND, left, new Effect.CameBack(), refresh);
    }

    private Step missed(Event.Missed missed) {
        if (!keeping() && !missed.others()) return to(Phase.IDLE, failures);
        Phase next = up() && missed.flowAlive() ? Phase.UNCONFIRMED : Phase.RETRYING;
        return to(next, failures + 1, new Effect.Retry(missed.retryAfter(), failures + 1));
    }

    private Step lost(Event.FlowLost lost) {
        if (!keeping()) return same();
        Phase next = missed() ? Phase.RETRYING : Phase.LOST;
        if (lost.asking()) return to(next, failures);
        return lost.worked()
                ? to(next, 0, new Effect.Reconnect())
                : to(next, failures + 1, new Effect.Retry(Optional.empty(), failures + 1));
    }

    private Step same() {
        return new Step(this, List.of());
    }

    private Step to(Phase next, int count, Effect... effects) {
        return new Step(new RegistrationState(next, count, wanted, plain), List.of(effects));
    }
}
