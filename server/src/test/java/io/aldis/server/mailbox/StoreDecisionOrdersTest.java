package io.aldis.server.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.ForkResult;
import io.aldis.server.Recipients;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What holds whatever happens in whatever order: answers of devices, the end of the wait, and results of checks and writes, which come when
 * they like.
 */
class StoreDecisionOrdersTest {
    private static final int ORDERS = 20_000;
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final int[] CODES = {200, 200, 202, 480, 486, 488, 503, 603, 407, DeviceAnswer.NOTHING};

    @Test
    void invariantsHoldInAnyOrderOfEvents() {
        for (long seed = 0; seed < ORDERS; seed++) {
            var run = new Run(seed);
            try {
                run.toTheEnd();
                run.check();
            } catch (AssertionError e) {
                throw new AssertionError("seed=" + seed + ' ' + run.told, e);
            }
        }
    }

    /** One message: a fork, a store and the decision between them. */
    private static final class Run {
        final SplittableRandom random;
        final List<Object> told = new ArrayList<>();
        /** Results that are still to come. */
        private final List<StoreEvent> results = new ArrayList<>();

        private final List<DeviceAnswer> answers = new ArrayList<>();
        private final List<Device> copies = new ArrayList<>();
        private final List<Device> ended = new ArrayList<>();
        private final List<DeviceAnswer> late = new ArrayList<>();
        private final List<Device> released = new ArrayList<>();
        private final boolean storeWorks;
        private StoreDecision state;
        private boolean answered;
        private int answersToSender;
        private boolean finished;
        private boolean written;
        private long ids;

        Run(long seed) {
            random = new SplittableRandom(seed);
            state = StoreDecision.start(BOB, false);
            storeWorks = random.nextInt(4) > 0;
            int devices = 1 + random.nextInt(4);
            for (int i = 0; i < devices; i++)
                answers.add(new DeviceAnswer(new Device(BOB, "d" + i), DeviceAnswer.NOTHING, true, Duration.ZERO));
        }

        void toTheEnd() {
            while (!finished || !results.isEmpty() || answers.stream().anyMatch(DeviceAnswer::underway)) {
                int what = random.nextInt(10);
                if (what < 5 && answers.stream().anyMatch(DeviceAnswer::underway)) deviceAnswers();
                else if (what < 9 && !results.isEmpty()) on(results.remove(random.nextInt(results.size())));
                else if (!finished) finish();
            }
        }

        private void deviceAnswers() {
            List<DeviceAnswer> left =
                    answers.stream().filter(DeviceAnswer::underway).toList();
            DeviceAnswer before = left.get(random.nextInt(left.size()));
            int code = CODES[random.nextInt(CODES.length)];
            Duration pause = code == 480 && random.nextBoolean() ? Duration.ofMinutes(1) : Duration.ZERO;
            var answer = new DeviceAnswer(before.device(), code, false, pause);
            answers.set(answers.indexOf(before), answer);
            if (finished) {
                late.add(answer);
                on(new StoreEvent.LateAnswer(answer, Set.of()));
                return;
            }
            if (code / 100 == 2 && !answered) {
                answered = true;
                answersToSender++;
            }
            if (answers.stream().noneMatch(DeviceAnswer::underway)) finish();
            else if (answered) on(new StoreEvent.Interim(result()));
        }

        private ForkResult result() {
            int best = answers.stream()
                    .mapToInt(DeviceAnswer::code)
                    .filter(code -> code >= 300 && code != 503)
                    .min()
                    .orElse(DeviceAnswer.NOTHING);
            return new ForkResult(answered, best, answers);
        }

        private void finish() {
            finished = true;
            on(new StoreEvent.Finished(result()));
        }

        private void on(StoreEvent event) {
            told.add(event);
            written = event instanceof StoreEvent.Stored;
            StoreDecision.Step step = state.on(event);
            state = step.next();
            List<StoreAction> actions = step.actions();
            for (int i = 0; i < actions.size(); i++) {
                if (asks(actions.get(i)))
                    assertThat(actions.subList(i, actions.size())).hasSize(1);
                perform(actions.get(i));
            }
        }

        private static boolean asks(StoreAction action) {
            return action instanceof StoreAction.Review
                    || action instanceof StoreAction.Check
                    || action instanceof StoreAction.Store;
        }

        private void perform(StoreAction action) {
            switch (action) {
                case StoreAction.Review _ -> on(new StoreEvent.Reviewed(first(), Set.of(), Set.of()));
                case StoreAction.Check(Set<String> devices, Set<String> _, boolean last) ->
                    results.add(new StoreEvent.Checked(last, devices.containsAll(known())));
                case StoreAction.Store(Answers wanted) -> results.add(write(wanted));
                case StoreAction.Reply(var answer) -> {
                    assertThat(answered).as("the sender has an answer").isFalse();
                    if (answer.status().success())
                        assertThat(written).as("the write is confirmed").isTrue();
                    answered = true;
                    answersToSender++;
                }
                case StoreAction.Settle _ -> {
                    if (!answered) answersToSender++;
                    answered = true;
                    giveUp();
                }
                case StoreAction.Release(Device device, long _) -> released.add(device);
                case StoreAction.Postpone(long _, DeviceAnswer answer) -> released.add(answer.device());
                case StoreAction.EndCopy(Device device, long id, int _) -> {
                    assertThat(id).isNotEqualTo(StoreDecision.NONE);
                    ended.add(device);
                }
                default -> {}
            }
        }

        private Optional<StoreEvent.Acceptance> first() {
            boolean first = state.result().answered() && state.acceptance().isEmpty();
            return first ? Optional.of(new StoreEvent.Acceptance(Instant.EPOCH, Set.of("d0"))) : Optional.empty();
        }

        /** Those that the store knows: a device that was tried, and one that was not. */
        private static Set<String> known() {
            return Set.of("d0", "other");
        }

        private StoreEvent write(Answers wanted) {
            var devices = new HashSet<>(known());
            devices.addAll(wanted.away());
            devices.removeAll(wanted.done());
            boolean taken = wanted.taken().isPresent();
            var recipients = new Recipients(wanted.away(), wanted.done(), taken, false, Instant.EPOCH, 10);
            if (!storeWorks && random.nextBoolean())
                return random.nextBoolean() ? new StoreEvent.Full() : new StoreEvent.Failed(AcceptanceCheck.broken());
            if (!storeWorks && random.nextInt(3) == 0) return new StoreEvent.NotStorable(Optional.empty());
            if (recipients.needless(devices)) return new StoreEvent.Needless();
            for (String id : devices) copies.add(new Device(BOB, id));
            ids++;
            return new StoreEvent.Stored(ids, devices, Set.of());
        }

        /** The fork gives its branches up: their devices have not answered. */
        private void giveUp() {
            boolean taken = answers.stream().anyMatch(each -> each.code() / 100 == 2);
            for (DeviceAnswer each : List.copyOf(answers)) {
                if (!each.underway() || taken) continue;
                var lost = new DeviceAnswer(each.device(), DeviceAnswer.NOTHING, false, Duration.ZERO);
                answers.set(answers.indexOf(each), lost);
                late.add(lost);
                on(new StoreEvent.LateAnswer(lost, Set.of()));
            }
        }

        void check() {
            assertThat(state.phase()).isEqualTo(StoreDecision.Phase.ENDED);
            assertThat(answersToSender).as("answers to the sender").isEqualTo(1);
            assertThat(copies).as("copies").doesNotHaveDuplicates();
            assertThat(ended).as("copies ended").doesNotHaveDuplicates();
            assertThat(released)
                    .as("queues released")
                    .containsExactlyInAnyOrderElementsOf(
                            late.stream().map(DeviceAnswer::device).toList());
            assertThat(state.late()).isEqualTo(new StoreDecision.Late(0, List.of()));
            for (DeviceAnswer each : answers) {
                boolean waits = copies.contains(each.device()) && !ended.contains(each.device());
                boolean keeps = ResponseClass.of(each.code()).keeps();
                if (waits)
                    assertThat(ResponseClass.of(each.code()).ends())
                            .as(each.toString())
                            .isFalse();
                if (storeWorks && keeps && !isForSender())
                    assertThat(waits).as(each.toString()).isTrue();
            }
        }

        /** Whether nothing was stored since the sender has to act on a response. */
        private boolean isForSender() {
            return copies.isEmpty() && !state.result().answered();
        }
    }
}
