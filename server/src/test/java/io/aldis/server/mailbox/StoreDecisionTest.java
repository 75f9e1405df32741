package io.aldis.server.mailbox;

import static io.aldis.server.mailbox.StoreDecision.Phase.CHECKING;
import static io.aldis.server.mailbox.StoreDecision.Phase.DECIDING;
import static io.aldis.server.mailbox.StoreDecision.Phase.ENDED;
import static io.aldis.server.mailbox.StoreDecision.Phase.FORKING;
import static io.aldis.server.mailbox.StoreDecision.Phase.STORING;
import static io.aldis.server.mailbox.StoreDecision.Phase.STORING_EARLY;
import static io.aldis.server.mailbox.StoreDecision.Phase.STORING_EARLY_CHANGED;
import static io.aldis.server.mailbox.StoreDecision.Phase.STORING_EARLY_FINISHED;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Answer;
import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.ForkResult;
import io.aldis.server.mailbox.StoreDecision.Phase;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of the decision, arrow by arrow; {@link StoreDecisionOrdersTest} has the events in any order. */
class StoreDecisionTest {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final StoreAction REVIEW = new StoreAction.Review();
    private static final StoreAction SETTLE = new StoreAction.Settle();
    private static final DeviceAnswer UNDERWAY =
            new DeviceAnswer(device("c"), DeviceAnswer.NOTHING, true, Duration.ZERO);
    private static final Answer BROKEN = AcceptanceCheck.broken();

    private final List<StoreAction> actions = new ArrayList<>();
    private StoreDecision state = StoreDecision.start(BOB, false);

    private static Device device(String id) {
        return new Device(BOB, id);
    }

    private static DeviceAnswer answer(String id, int code) {
        return new DeviceAnswer(device(id), code, false, Duration.ZERO);
    }

    private static StoreEvent interim(DeviceAnswer... answers) {
        return new StoreEvent.Interim(new ForkResult(true, DeviceAnswer.NOTHING, List.of(answers)));
    }

    private static StoreEvent finished(boolean answered, DeviceAnswer... answers) {
        int best = answered
                ? DeviceAnswer.NOTHING
                : Stream.of(answers).mapToInt(DeviceAnswer::code).min().orElseThrow();
        return new StoreEvent.Finished(new ForkResult(answered, best, List.of(answers)));
    }

    /** The facts when these devices are bound. */
    private StoreEvent reviewed(String... bound) {
        boolean first = state.result().answered() && state.acceptance().isEmpty();
        return new StoreEvent.Reviewed(
                first ? Optional.of(new StoreEvent.Acceptance(NOON, Set.of(bound))) : Optional.empty(),
                Set.of(),
                Set.of());
    }

    private static StoreEvent stored(long id, String... devices) {
        return new StoreEvent.Stored(id, Set.of(devices), Set.of());
    }

    private static StoreEvent late(DeviceAnswer answer) {
        return new StoreEvent.LateAnswer(answer, Set.of());
    }

    private void on(StoreEvent event) {
        StoreDecision.Step step = state.on(event);
        state = step.next();
        actions.clear();
        actions.addAll(step.actions());
    }

    private void expect(Phase phase, StoreAction... expected) {
        assertThat(state.phase()).isEqualTo(phase);
        assertThat(actions).isEqualTo(Arrays.asList(expected));
    }

    private Answers stores() {
        assertThat(actions.getLast()).isInstanceOf(StoreAction.Store.class);
        return ((StoreAction.Store) actions.getLast()).answers();
    }

    // ---- the sender waits until the end

    @Test
    void messageThatItsOnlyDeviceTakesIsNotStored() {
        on(finished(true, answer("a", 200)));
        expect(DECIDING, new StoreAction.Reached(device("a")), REVIEW);
        on(reviewed("a"));
        expect(CHECKING, new StoreAction.Check(Set.of("a"), Set.of("a"), true));
        on(new StoreEvent.Checked(true, true));
        expect(ENDED);
    }

    @Test
    void messageIsStoredForOtherDevicesOfTheAccount() {
        on(finished(true, answer("a", 200)));
        on(reviewed("a", "b"));
        on(new StoreEvent.Checked(true, false));
        assertThat(state.phase()).isEqualTo(STORING);
        assertThat(stores().away()).containsExactly("b");
        assertThat(stores().done()).containsExactly("a");
        on(stored(7, "b", "z"));
        expect(ENDED, new StoreAction.LookAgain(Set.of("b", "z")));
    }

    @Test
    void senderGets202OnlyAfterTheWrite() {
        on(finished(false, answer("a", 480)));
        on(reviewed());
        assertThat(state.phase()).isEqualTo(STORING);
        assertThat(actions).hasSize(1);
        assertThat(stores().away()).containsExactly("a");
        on(stored(7, "a"));
        expect(
                ENDED,
                new StoreAction.Reply(Answer.of(202)),
                new StoreAction.Rest(device("a")),
                new StoreAction.LookAgain(Set.of()));
    }

    @Test
    void deviceThatRegisteredAfterItFellSilentIsLookedAtAgain() {
        on(finished(false, answer("a", DeviceAnswer.NOTHING)));
        on(reviewed());
        on(new StoreEvent.Stored(7, Set.of("a"), Set.of(device("a"))));
        expect(ENDED, new StoreAction.Reply(Answer.of(202)), new StoreAction.LookAgain(Set.of("a")));
    }

    @Test
    void responseThatTheSenderMustActOnIsPassedBack() {
        on(finished(false, answer("a", 407), answer("b", 480)));
        on(reviewed());
        expect(ENDED, SETTLE);
    }

    @Test
    void refusalForTheUserIsPassedBack() {
        on(finished(false, answer("a", 603), answer("b", 480)));
        on(reviewed());
        expect(ENDED, SETTLE);
    }

    @Test
    void needlessMessageMayComeAgain() {
        on(finished(false, answer("a", 488)));
        on(reviewed());
        on(new StoreEvent.Needless());
        expect(ENDED, new StoreAction.Forget(), SETTLE);
    }

    @Test
    void fullMailboxAnswersOnceAndNotAtAllWhenADeviceHasAccepted() {
        on(finished(false, answer("a", 480)));
        on(reviewed());
        on(new StoreEvent.Full());
        expect(ENDED, new StoreAction.Reply(AcceptanceCheck.full(BOB)));
        on(new StoreEvent.Full());
        expect(ENDED);

        state = StoreDecision.start(BOB, false);
        on(finished(true, answer("a", 200), answer("b", 480)));
        on(reviewed());
        on(new StoreEvent.Full());
        expect(ENDED);
    }

    @Test
    void failureOfTheStoreIsTheAnswer() {
        on(finished(false, answer("a", 480)));
        on(reviewed());
        on(new StoreEvent.Failed(BROKEN));
        expect(ENDED, new StoreAction.Reply(BROKEN));
    }

    @Test
    void messageThatMayNotBeStoredIsRefusedAndItsBranchesGivenUp() {
        Answer refusal = Answer.of(420);
        on(finished(false, answer("a", 480)));
        on(reviewed());
        on(new StoreEvent.NotStorable(Optional.of(refusal)));
        expect(ENDED, new StoreAction.Reply(refusal), SETTLE);
    }

    @Test
    void messageForOneDeviceIsStoredForNoOther() {
        state = StoreDecision.start(BOB, true);
        on(finished(false, answer("a", 480)));
        on(reviewed("a", "b"));
        assertThat(stores().away()).containsExactly("a");

        state = StoreDecision.start(BOB, true);
        on(finished(true, answer("a", 200)));
        on(reviewed("a", "b"));
        expect(ENDED);

        state = StoreDecision.start(BOB, true);
        on(finished(false, answer("a", 488)));
        on(reviewed("a", "b"));
        expect(ENDED, SETTLE);
    }

    @Test
    void devicesOfOtherAccountsGetNoCopy() {
        var other = new DeviceAnswer(new Device(Aor.parse("sip:carol@example.com"), "x"), 480, false, Duration.ZERO);
        on(finished(true, answer("a", 200), other));
        on(reviewed("a"));
        expect(CHECKING, new StoreAction.Check(Set.of("a"), Set.of("a"), true));
    }

    @Test
    void oldContactOfAPhoneGetsNoCopy() {
        on(finished(true, answer("a", 200), answer("old", DeviceAnswer.NOTHING)));
        on(new StoreEvent.Reviewed(
                Optional.of(new StoreEvent.Acceptance(NOON, Set.of("a", "old"))), Set.of(), Set.of("old")));
        expect(CHECKING, new StoreAction.Check(Set.of("a"), Set.of("a"), true));
        on(new StoreEvent.Checked(true, false));
        assertThat(stores().away()).doesNotContain("old");
    }

    // ---- a device has accepted, others are tried

    @Test
    void absentDeviceGetsItsCopyWhileAnotherIsStillTried() {
        on(interim(answer("a", 200), answer("b", 480), UNDERWAY));
        expect(FORKING, REVIEW);
        on(reviewed("a", "b", "c"));
        assertThat(state.phase()).isEqualTo(STORING_EARLY);
        assertThat(stores().away()).containsExactly("b");
        assertThat(stores().done()).containsExactlyInAnyOrder("a", "c");
        assertThat(stores().taken()).contains(NOON);
        on(stored(7, "b"));
        expect(FORKING, new StoreAction.Rest(device("b")), new StoreAction.LookAgain(Set.of()));
        on(finished(true, answer("a", 200), answer("b", 480), answer("c", 200)));
        on(reviewed());
        expect(CHECKING, new StoreAction.Check(Set.of("a", "b", "c"), Set.of("a", "b", "c"), true));
    }

    @Test
    void devicesThatWereNotTriedGetTheirCopiesEarly() {
        on(interim(answer("a", 200), UNDERWAY));
        on(reviewed("a", "c"));
        expect(FORKING, new StoreAction.Check(Set.of("a", "c"), Set.of("a", "c"), false));
        on(new StoreEvent.Checked(false, false));
        assertThat(state.phase()).isEqualTo(STORING_EARLY);
        assertThat(stores().done()).containsExactlyInAnyOrder("a", "c");
        on(stored(7, "z"));
        expect(FORKING, new StoreAction.LookAgain(Set.of("z")));
    }

    @Test
    void deviceThatHasItsCopyCausesNoSecondWrite() {
        on(interim(answer("a", 200), answer("b", 480), UNDERWAY));
        on(reviewed());
        on(stored(7, "b"));
        on(interim(answer("a", 200), answer("b", 480), answer("d", 488), UNDERWAY));
        on(reviewed());
        expect(FORKING, new StoreAction.Check(Set.of("a", "b", "c", "d"), Set.of(), false));
    }

    @Test
    void answerDuringAnEarlyWriteIsReviewedAfterIt() {
        on(interim(answer("a", 200), answer("b", 480), UNDERWAY));
        on(reviewed());
        on(interim(answer("a", 200), answer("b", 480), answer("c", 480), UNDERWAY));
        expect(STORING_EARLY_CHANGED);
        on(new StoreEvent.Full());
        expect(FORKING, REVIEW);
    }

    @Test
    void forkThatFinishesDuringAnEarlyWriteIsDecidedAfterIt() {
        on(interim(answer("a", 200), answer("b", 480), UNDERWAY));
        on(reviewed());
        on(finished(true, answer("a", 200), answer("b", 480), UNDERWAY));
        expect(STORING_EARLY_FINISHED, new StoreAction.Reached(device("a")), new StoreAction.Hold(device("c")));
        on(stored(7, "b"));
        expect(DECIDING, new StoreAction.Rest(device("b")), new StoreAction.LookAgain(Set.of()), REVIEW);
        on(reviewed());
        assertThat(stores().away()).containsExactly("c");
        assertThat(stores().done()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void resultOfAnEarlyCheckIsOfNoUseAfterTheForkHasFinished() {
        on(interim(answer("a", 200), UNDERWAY));
        on(reviewed());
        on(finished(true, answer("a", 200), answer("c", 200)));
        on(reviewed());
        on(new StoreEvent.Checked(false, false));
        expect(CHECKING);
    }

    // ---- late answers

    private void storeWhileUnderway() {
        on(finished(false, answer("b", 480), UNDERWAY));
        expect(DECIDING, new StoreAction.Hold(device("c")), REVIEW);
        on(reviewed());
    }

    @Test
    void lateAnswerEndsTheCopyOfItsDevice() {
        storeWhileUnderway();
        on(stored(7, "b", "c"));
        expect(
                ENDED,
                new StoreAction.NoteUnderway(7),
                new StoreAction.Reply(Answer.of(202)),
                new StoreAction.Rest(device("b")),
                new StoreAction.LookAgain(Set.of()));
        on(late(answer("c", 200)));
        expect(
                ENDED,
                new StoreAction.ForgetUnderway(),
                new StoreAction.Release(device("c"), StoreDecision.NONE),
                new StoreAction.EndCopy(device("c"), 7, 200));
        on(late(answer("c", 200)));
        expect(ENDED);
    }

    @Test
    void lateAnswerDuringTheWriteIsHandledAfterIt() {
        storeWhileUnderway();
        on(late(answer("c", 200)));
        expect(STORING, new StoreAction.Release(device("c"), StoreDecision.NONE));
        on(stored(7, "b", "c"));
        assertThat(actions).contains(new StoreAction.EndCopy(device("c"), 7, 200));
        assertThat(actions).doesNotContain(new StoreAction.NoteUnderway(7));
    }

    @Test
    void lateSilenceReleasesTheQueueWithTheMessage() {
        storeWhileUnderway();
        on(stored(7, "b", "c"));
        on(late(answer("c", DeviceAnswer.NOTHING)));
        expect(
                ENDED,
                new StoreAction.ForgetUnderway(),
                new StoreAction.Release(device("c"), 7),
                new StoreAction.FellSilent(device("c")));
    }

    @Test
    void pauseThatALateAnswerAsksForIsStoredBeforeTheQueueIsReleased() {
        var busy = new DeviceAnswer(device("c"), 480, false, Duration.ofMinutes(2));
        storeWhileUnderway();
        on(late(busy));
        expect(STORING);
        on(stored(7, "b", "c"));
        assertThat(actions).contains(new StoreAction.Postpone(7, busy));

        state = StoreDecision.start(BOB, false);
        storeWhileUnderway();
        on(late(busy));
        on(new StoreEvent.Failed(BROKEN));
        expect(ENDED, new StoreAction.Reply(BROKEN), new StoreAction.Release(device("c"), StoreDecision.NONE));
    }

    @Test
    void deviceThatAnswersDuringAnEarlyWriteGetsNoCopyAfterIt() {
        on(interim(answer("a", 200), answer("b", 480), UNDERWAY));
        on(reviewed());
        on(finished(true, answer("a", 200), answer("b", 480), UNDERWAY));
        on(late(answer("c", 200)));
        expect(STORING_EARLY_FINISHED, new StoreAction.Release(device("c"), StoreDecision.NONE));
        on(stored(7, "b"));
        on(reviewed());
        expect(CHECKING, new StoreAction.Check(Set.of("a", "b", "c"), Set.of(), true));
    }

    @Test
    void copyOfANewerContactEndsWhenThePhoneTakesTheMessageUnderTheOlderOne() {
        on(interim(answer("a", 200), answer("new", 480), UNDERWAY));
        on(reviewed());
        on(stored(7, "new"));
        on(interim(answer("a", 200), answer("new", 480), answer("old", 200), UNDERWAY));
        on(new StoreEvent.Reviewed(Optional.empty(), Set.of("new"), Set.of()));
        assertThat(actions.getFirst()).isEqualTo(new StoreAction.EndCopy(device("new"), 7, 200));
    }
}
