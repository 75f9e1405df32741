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
 * @param failures one after the other
 * @param wanted how long a binding is asked for
 * @param plain whether no flow is asked for, since a server on the way keeps none (RFC 5626 §4.2.1)
 */
record RegistrationState(Phase phase, int failures, Duration wanted, boolean plain) {
    enum Phase {
        /** No binding is kept. */
        IDLE,
        /** Requests reach us, as far as we know. */
        BOUND,
        /** The last refresh failed, but the flow shows life: requests still reach us. */
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
         * No binding this time: no answer, or one that may be another later.
         *
         * @param flowAlive whether the flow of the binding shows life
         * @param others whether another server has a binding
         */
        record Missed(Optional<Duration> retryAfter, boolean flowAlive, boolean others) implements Event {}

        /**
         * The flow of the binding has failed.
         *
         * @param worked whether it ever worked
         * @param asking whether a REGISTER is under way, whose answer says what to do
         */
        record FlowLost(boolean worked, boolean asking) implements Event {}

        /** Another server has a binding, so that one with this server is worth while. */
        record Wanted() implements Event {}

        record Stopped() implements Event {}

        /** The server wants bindings to live that long (423, RFC 3261 §10.2.8). */
        record TooBrief(Duration least) implements Event {}

        /** A server on the way keeps no flows (439). */
        record NoOutbound() implements Event {}
    }

    sealed interface Effect {
        /** There was no binding, and now there is. */
        record CameBack() implements Effect {}

        /** Register again before that time is over. */
        record Refresh(Duration expires) implements Effect {}

        /** Register again after a pause that grows with the failures, or after the time that the server said. */
        record Retry(Optional<Duration> after, int failures) implements Effect {}

        /** Register again soon. */
        record Reconnect() implements Effect {}

        /** No timer any more. */
        record Rest() implements Effect {}
    }

    record Step(RegistrationState next, List<Effect> effects) {}

    static RegistrationState idle(Duration wanted, boolean plain) {
        return new RegistrationState(Phase.IDLE, 0, wanted, plain);
    }

    /** Whether requests reach us by this registration, as far as we know. */
    boolean up() {
        return phase == Phase.BOUND || phase == Phase.UNCONFIRMED;
    }

    /** Whether a binding is kept, or tried for. */
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
