package io.aldis.agent.register;

import static io.aldis.agent.register.RegistrationState.Phase.BOUND;
import static io.aldis.agent.register.RegistrationState.Phase.DENIED;
import static io.aldis.agent.register.RegistrationState.Phase.IDLE;
import static io.aldis.agent.register.RegistrationState.Phase.LOST;
import static io.aldis.agent.register.RegistrationState.Phase.RETRYING;
import static io.aldis.agent.register.RegistrationState.Phase.UNCONFIRMED;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.register.RegistrationState.Effect;
import io.aldis.agent.register.RegistrationState.Event;
import io.aldis.agent.register.RegistrationState.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegistrationStateTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Event BIND = new Event.Bound(HOUR, true);
    private static final Event SILENCE = new Event.Missed(Optional.empty(), false, false);

    private static RegistrationState in(Phase phase, int failures) {
        return new RegistrationState(phase, failures, HOUR, false);
    }

    private static void expect(RegistrationState.Step step, Phase phase, int failures, Effect... effects) {
        assertThat(step.next()).isEqualTo(in(phase, failures));
        assertThat(step.effects()).isEqualTo(List.of(effects));
    }

    @Test
    void firstBindingIsRefreshedAndEndsAnAbsence() {
        expect(in(IDLE, 0).on(BIND), BOUND, 0, new Effect.CameBack(), new Effect.Refresh(HOUR));
        expect(in(DENIED, 0).on(BIND), BOUND, 0, new Effect.CameBack(), new Effect.Refresh(HOUR));
        expect(in(RETRYING, 3).on(BIND), BOUND, 0, new Effect.CameBack(), new Effect.Refresh(HOUR));
    }

    @Test
    void refreshEndsNoAbsence() {
        expect(in(BOUND, 0).on(BIND), BOUND, 0, new Effect.Refresh(HOUR));
        expect(in(LOST, 0).on(BIND), BOUND, 0, new Effect.Refresh(HOUR));
    }

    @Test
    @Tag("5626-4.5-01")
    void failuresAreCountedUntilTheNewFlowIsProven() {
        var unproven = new Event.Bound(HOUR, false);
        assertThat(in(LOST, 2).on(unproven).next().failures()).isEqualTo(2);
        assertThat(in(LOST, 2).on(BIND).next().failures()).isZero();
    }

    @Test
    void firstFailureIsReportedToTheCaller() {
        expect(in(IDLE, 0).on(SILENCE), IDLE, 0);
    }

    @Test
    void firstFailureIsRetriedWhenAnotherBindingExists() {
        var others = new Event.Missed(Optional.empty(), false, true);
        expect(in(IDLE, 0).on(others), RETRYING, 1, new Effect.Retry(Optional.empty(), 1));
        expect(in(IDLE, 0).on(new Event.Wanted()), LOST, 1, new Effect.Retry(Optional.empty(), 1));
    }

    @Test
    void failedRegisterIsRetriedAfterTheRetryAfterOfTheServer() {
        var later = Optional.of(Duration.ofSeconds(7));
        expect(in(BOUND, 0).on(new Event.Missed(later, false, false)), RETRYING, 1, new Effect.Retry(later, 1));
    }

    @Test
    @Tag("5626-4.2.2-01")
    void liveFlowStaysUpWhenARefreshFails() {
        var alive = new Event.Missed(Optional.empty(), true, false);
        expect(in(BOUND, 0).on(alive), UNCONFIRMED, 1, new Effect.Retry(Optional.empty(), 1));
        assertThat(in(BOUND, 0).on(alive).next().up()).isTrue();
        assertThat(in(BOUND, 0).on(SILENCE).next().up()).isFalse();
    }

    @Test
    @Tag("5626-4.5-01")
    void provenFlowReconnectsAtOnceAndAnotherAfterAPause() {
        expect(in(BOUND, 4).on(new Event.FlowLost(true, false)), LOST, 0, new Effect.Reconnect());
        expect(in(BOUND, 0).on(new Event.FlowLost(false, false)), LOST, 1, new Effect.Retry(Optional.empty(), 1));
        expect(in(UNCONFIRMED, 1).on(new Event.FlowLost(true, false)), RETRYING, 0, new Effect.Reconnect());
    }

    @Test
    void lostFlowDuringARegisterWaitsForItsResponse() {
        expect(in(BOUND, 1).on(new Event.FlowLost(true, true)), LOST, 1);
    }

    @Test
    void finalDenialStopsRetriesUntilTheApplicationRegisters() {
        expect(in(BOUND, 1).on(new Event.Denied()), DENIED, 1, new Effect.Rest());
        expect(in(DENIED, 1).on(new Event.Wanted()), DENIED, 1);
        expect(in(DENIED, 1).on(new Event.FlowLost(true, false)), DENIED, 1);
        expect(in(DENIED, 1).on(SILENCE), IDLE, 1);
    }

    @ParameterizedTest
    @EnumSource
    void stoppedRegistrationHasNoTimer(Phase phase) {
        expect(in(phase, 1).on(new Event.Stopped()), phase == DENIED ? DENIED : IDLE, 1, new Effect.Rest());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("3261-10.2.8-01")
    void termsOfTheServerChangeOnlyTheTerms(Phase phase) {
        var longer = in(phase, 1).on(new Event.TooBrief(Duration.ofHours(2)));
        assertThat(longer.next()).isEqualTo(new RegistrationState(phase, 1, Duration.ofHours(2), false));
        var plain = in(phase, 1).on(new Event.NoOutbound());
        assertThat(plain.next()).isEqualTo(new RegistrationState(phase, 1, HOUR, true));
        assertThat(longer.effects()).isEmpty();
        assertThat(plain.effects()).isEmpty();
    }
}
