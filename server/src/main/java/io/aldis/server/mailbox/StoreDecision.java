package io.aldis.server.mailbox;

import io.aldis.server.Answer;
import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.ForkResult;
import io.aldis.sip.Aor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * State of the relay-or-store decision for one message, pure: events in, the next state and actions out. {@link StoreAndForward} performs the
 * actions. "Written" stands for the end of a write: Stored, Full, Needless, Failed or NotStorable.
 *
 * <pre>
 *             Reviewed: a device is away,
 *             Checked: there are other devices
 *   FORKING ───────────────────────────────────► STORING_EARLY ──Interim──► STORING_EARLY_CHANGED
 *    │   ▲ ◄──────────────written──────────────────┘  │                       │  │
 *    │   └────────────────written: review again───────│───────────────────────┘  │
 *    │ Finished: review                               │ Finished                 │ Finished
 *    ▼                                                ▼                          │
 *   DECIDING ◄──written: review again── STORING_EARLY_FINISHED ◄─────────────────┘
 *    │  │  │
 *    │  │  └──Reviewed: a device is away; the sender waits──► STORING ──written: 202, 480 or 503──► ENDED
 *    │  │                                                       ▲
 *    │  │                                                       │ Checked: there are others
 *    │  └─────Reviewed: all known devices have ended it──► CHECKING ──Checked: there are none──► ENDED
 *    └────────Reviewed: the sender must act, or no device may get it: settle──► ENDED
 * </pre>
 *
 * Late answers are collected from Finished to ENDED, and handled there when it is known whether a copy is stored. An event without an arrow
 * changes no phase. Actions are performed in their order; one that leads to an event (Review, Check, Store) is the last of its list.
 *
 * @param answered whether the sender has a final answer
 * @param result the latest of the fork
 * @param acceptance of the first device that took the message
 * @param newer {@link Device#id}s of newer contacts of phones that have taken the message under an older contact; they get no copy
 */
record StoreDecision(
        Phase phase,
        Scope scope,
        boolean answered,
        ForkResult result,
        Optional<StoreEvent.Acceptance> acceptance,
        Set<String> newer,
        Copies copies,
        Late late) {
    /** Id of no stored message. */
    static final long NONE = 0;

    private static final int TAKEN = 200;

    enum Phase {
        /** Devices are tried; nothing is being written. */
        FORKING,
        /** A device has accepted. Copies are being written for devices known to be away, while others are tried. */
        STORING_EARLY,
        /** The same; more devices have answered since the write began. */
        STORING_EARLY_CHANGED,
        /** The same; the fork has finished since the write began. */
        STORING_EARLY_FINISHED,
        /** The fork has finished. */
        DECIDING,
        /** All devices that were tried have ended the message; it is being found out whether the account has others. */
        CHECKING,
        /** The final write is in progress. */
        STORING,
        /** Decided; late answers may follow. */
        ENDED
    }

    /** @param oneDevice whether the request was addressed to one device (RFC 5627 §6.1): it is stored for that device only */
    record Scope(Aor account, boolean oneDevice) {}

    /**
     * Stored copies.
     *
     * @param early devices that a copy was stored for while others were tried, each with the id of its stored message
     * @param id of the message that the final write has stored, or {@link #NONE}
     */
    record Copies(Map<String, Long> early, long id) {
        static final Copies EMPTY = new Copies(Map.of(), NONE);

        long of(String device) {
            return early.getOrDefault(device, id);
        }
    }

    /**
     * Late answers.
     *
     * @param underway number of devices whose answer may still come
     * @param collected answers that wait for the end of the decision
     */
    record Late(int underway, List<DeviceAnswer> collected) {
        static final Late NONE = new Late(0, List.of());
    }

    record Step(StoreDecision next, List<StoreAction> actions) {}

    private static final StoreAction REVIEW = new StoreAction.Review();
    private static final StoreAction SETTLE = new StoreAction.Settle();

    static StoreDecision start(Aor account, boolean oneDevice) {
        return new StoreDecision(
                Phase.FORKING,
                new Scope(account, oneDevice),
                false,
                ForkResult.NONE,
                Optional.empty(),
                Set.of(),
                Copies.EMPTY,
                Late.NONE);
    }

    Step on(StoreEvent event) {
        return switch (event) {
            case StoreEvent.Interim(ForkResult soFar) -> interim(soFar);
            case StoreEvent.Finished(ForkResult finished) -> finished(finished);
            case StoreEvent.Reviewed reviewed -> reviewed(reviewed);
            case StoreEvent.Checked(boolean last, boolean all) -> checked(last, all);
            case StoreEvent.LateAnswer(DeviceAnswer answer, Set<String> contacts) -> late(answer, contacts);
            case StoreEvent.Stored stored -> written(stored);
            case StoreEvent.Full full -> written(full);
            case StoreEvent.Needless needless -> written(needless);
            case StoreEvent.Failed failed -> written(failed);
            case StoreEvent.NotStorable not -> written(not);
        };
    }

    // ---- results of the fork

    private Step interim(ForkResult soFar) {
        return switch (phase) {
            case FORKING -> new Step(with(Phase.FORKING, true, soFar), List.of(REVIEW));
            case STORING_EARLY, STORING_EARLY_CHANGED -> same(with(Phase.STORING_EARLY_CHANGED, true, soFar));
            case STORING_EARLY_FINISHED, DECIDING, CHECKING, STORING, ENDED -> same(this);
        };
    }

    private Step finished(ForkResult finished) {
        return switch (phase) {
            case FORKING -> finished(finished, Phase.DECIDING, true);
            case STORING_EARLY, STORING_EARLY_CHANGED -> finished(finished, Phase.STORING_EARLY_FINISHED, false);
            case STORING_EARLY_FINISHED, DECIDING, CHECKING, STORING, ENDED -> same(this);
        };
    }

    private Step finished(ForkResult finished, Phase next, boolean review) {
        var actions = new ArrayList<StoreAction>(2);
        int underway = 0;
        for (DeviceAnswer each : finished.answers()) {
            if (each.underway()) {
                underway++;
                actions.add(new StoreAction.Hold(each.device()));
            } else if (responseClass(each) == ResponseClass.TAKEN) {
                actions.add(new StoreAction.Reached(each.device()));
            }
        }
        if (review) actions.add(REVIEW);
        StoreDecision state = with(next, finished.answered(), finished);
        return new Step(underway == 0 ? state : state.with(new Late(underway, late.collected())), actions);
    }

    private Step reviewed(StoreEvent.Reviewed facts) {
        if (phase != Phase.FORKING && phase != Phase.DECIDING) return same(this);
        StoreDecision state = with(phase, without(acceptance.or(facts::first), facts.replaced()), newer);
        if (phase == Phase.FORKING && scope.oneDevice()) return same(state);
        var actions = new ArrayList<StoreAction>(1);
        state = state.withNewer(facts.newer(), actions);
        Step step = phase == Phase.FORKING ? state.storeEarly(false) : state.decide(facts.replaced());
        if (actions.isEmpty()) return step;
        actions.addAll(step.actions());
        return new Step(step.next(), actions);
    }

    private static Optional<StoreEvent.Acceptance> without(
            Optional<StoreEvent.Acceptance> acceptance, Set<String> replaced) {
        if (replaced.isEmpty() || acceptance.isEmpty()) return acceptance;
        var bound = new HashSet<>(acceptance.get().bound());
        bound.removeAll(replaced);
        return Optional.of(new StoreEvent.Acceptance(acceptance.get().at(), bound));
    }

    /** Adds newer contacts; those of them that have a copy need it no more. */
    private StoreDecision withNewer(Set<String> contacts, List<StoreAction> actions) {
        if (newer.containsAll(contacts)) return this;
        var all = new HashSet<>(newer);
        for (String id : contacts) if (all.add(id) && copies.of(id) != NONE) actions.add(endCopy(id, copies.of(id)));
        return with(phase, acceptance, all);
    }

    /** Copies for devices that are known to be away; none yet for devices that are still being tried. */
    private Step storeEarly(boolean others) {
        Set<String> away = new HashSet<>(4);
        Set<String> notAway = new HashSet<>(copies.early().keySet());
        for (DeviceAnswer each : result.answers())
            if (isOfAccount(each))
                (!each.underway() && responseClass(each).keeps() ? away : notAway)
                        .add(each.device().id());
        notAway.addAll(newer);
        away.removeAll(copies.early().keySet());
        if (away.isEmpty() && !others) return new Step(this, List.of(new StoreAction.Check(notAway, bound(), false)));
        return store(Phase.STORING_EARLY, away, notAway);
    }

    private Step decide(Set<String> replaced) {
        Set<String> away = new HashSet<>(4);
        Set<String> done = new HashSet<>(copies.early().keySet());
        done.addAll(newer);
        for (DeviceAnswer each : result.answers())
            if (isOfAccount(each))
                (each.underway() || responseClass(each).keeps() ? away : done)
                        .add(each.device().id());
        away.removeAll(replaced);
        done.removeAll(replaced);
        if (!answered && isForSender()) return end(NONE, List.of(SETTLE));
        if (!answered || !done.containsAll(away)) return store(Phase.STORING, away, done);
        if (scope.oneDevice()) return end(NONE, List.of());
        return new Step(in(Phase.CHECKING), List.of(new StoreAction.Check(done, bound(), true)));
    }

    private boolean isForSender() {
        if (ResponseClass.isForSender(result.best())) return true;
        for (DeviceAnswer each : result.answers()) if (responseClass(each) == ResponseClass.DECLINED) return true;
        return false;
    }

    private Step store(Phase next, Set<String> away, Set<String> done) {
        Set<String> named = new HashSet<>(away);
        if (!scope.oneDevice()) named.addAll(bound()); // a device that has just registered may not be in the store yet
        named.removeAll(done);
        if (scope.oneDevice() && named.isEmpty()) return end(NONE, List.of(SETTLE));
        var answers = new Answers(named, done, acceptance.map(StoreEvent.Acceptance::at), result.answers());
        return new Step(in(next), List.of(new StoreAction.Store(answers)));
    }

    private Step checked(boolean last, boolean all) {
        if (phase == Phase.FORKING && !last && !all) return storeEarly(true);
        if (phase != Phase.CHECKING || !last) return same(this);
        return all ? end(NONE, List.of()) : storeForOthers();
    }

    /** All devices that were tried have ended the message or have their copy: the others get theirs. */
    private Step storeForOthers() {
        Set<String> done = new HashSet<>(copies.early().keySet());
        done.addAll(newer);
        for (DeviceAnswer each : result.answers())
            if (isOfAccount(each)) done.add(each.device().id());
        return store(Phase.STORING, Set.of(), done);
    }

    // ---- ends of a write

    private Step written(StoreEvent end) {
        return switch (phase) {
            case STORING_EARLY -> writtenEarly(end, Phase.FORKING, false);
            case STORING_EARLY_CHANGED -> writtenEarly(end, Phase.FORKING, true);
            case STORING_EARLY_FINISHED -> writtenEarly(end, Phase.DECIDING, true);
            case STORING -> writtenLast(end);
            case FORKING, DECIDING, CHECKING, ENDED -> same(this);
        };
    }

    private Step writtenEarly(StoreEvent end, Phase next, boolean review) {
        var actions = new ArrayList<StoreAction>();
        StoreDecision state = in(next);
        if (end instanceof StoreEvent.Stored stored) {
            var early = new HashMap<>(copies.early());
            for (String device : stored.devices()) early.put(device, stored.id());
            state = state.with(new Copies(early, copies.id()));
            endCopiesOfNewer(stored, actions);
            lookAfter(stored, actions);
        }
        if (review) actions.add(REVIEW);
        return new Step(state, actions);
    }

    private Step writtenLast(StoreEvent end) {
        var actions = new ArrayList<StoreAction>();
        return switch (end) {
            case StoreEvent.Stored stored -> {
                if (late.underway() > 0) actions.add(new StoreAction.NoteUnderway(stored.id()));
                reply(Answer.of(202), actions);
                endCopiesOfNewer(stored, actions);
                Step ended = end(stored.id(), actions);
                var all = new ArrayList<>(ended.actions());
                lookAfter(stored, all);
                yield new Step(ended.next(), all);
            }
            case StoreEvent.Full _ -> {
                reply(AcceptanceCheck.full(scope.account()), actions);
                yield end(NONE, actions);
            }
            case StoreEvent.Failed(Answer answer) -> {
                reply(answer, actions);
                yield end(NONE, actions);
            }
            case StoreEvent.NotStorable(Optional<Answer> refusal) -> {
                refusal.ifPresent(answer -> reply(answer, actions));
                actions.add(SETTLE);
                yield end(NONE, actions);
            }
            default -> end(NONE, List.of(new StoreAction.Forget(), SETTLE)); // needless
        };
    }

    private void reply(Answer answer, List<StoreAction> actions) {
        if (!answered) actions.add(new StoreAction.Reply(answer));
    }

    private void endCopiesOfNewer(StoreEvent.Stored stored, List<StoreAction> actions) {
        for (String id : stored.devices()) if (newer.contains(id)) actions.add(endCopy(id, stored.id()));
    }

    private StoreAction endCopy(String device, long id) {
        return new StoreAction.EndCopy(new Device(scope.account(), device), id, TAKEN);
    }

    /** The queues of devices that were tried pause; those of other devices may start. */
    private void lookAfter(StoreEvent.Stored stored, List<StoreAction> actions) {
        var others = new HashSet<>(stored.devices());
        for (DeviceAnswer each : result.answers()) {
            Device device = each.device();
            boolean silent = each.code() == DeviceAnswer.NOTHING && !each.underway();
            if (silent && stored.registered().contains(device)) continue;
            others.remove(device.id());
            if (each.underway() || !stored.devices().contains(device.id())) continue;
            actions.add(RetryDelay.postpones(each) ? new StoreAction.Nudge(device) : new StoreAction.Rest(device));
        }
        actions.add(new StoreAction.LookAgain(others));
    }

    // ---- late answers

    private Step late(DeviceAnswer answer, Set<String> contacts) {
        if (late.underway() == 0) return same(this);
        var actions = new ArrayList<StoreAction>(2);
        int underway = late.underway() - 1;
        if (underway == 0 && copies.id() != NONE) actions.add(new StoreAction.ForgetUnderway());
        boolean silent = answer.code() == DeviceAnswer.NOTHING;
        if (!asksForPause(answer)) actions.add(new StoreAction.Release(answer.device(), silent ? copies.id() : NONE));
        if (silent) actions.add(new StoreAction.FellSilent(answer.device()));
        StoreDecision state = withNewer(contacts, actions);
        if (phase == Phase.ENDED) {
            handle(answer, copies.id(), actions);
            return new Step(state.with(new Late(underway, late.collected())), actions);
        }
        var collected = new ArrayList<>(late.collected());
        collected.add(answer);
        return new Step(state.decidingOn(answer).with(new Late(underway, collected)), actions);
    }

    /** An answer that comes before the decision counts in it. */
    private StoreDecision decidingOn(DeviceAnswer answer) {
        if (phase != Phase.STORING_EARLY_FINISHED && phase != Phase.DECIDING) return this;
        var answers = new ArrayList<>(result.answers());
        answers.replaceAll(each -> each.device().equals(answer.device()) ? answer : each);
        return with(phase, answered, new ForkResult(result.answered(), result.best(), answers));
    }

    private static void handle(DeviceAnswer answer, long id, List<StoreAction> actions) {
        if (id == NONE) {
            if (asksForPause(answer)) actions.add(new StoreAction.Release(answer.device(), NONE));
        } else if (asksForPause(answer)) actions.add(new StoreAction.Postpone(id, answer));
        else if (responseClass(answer).ends()) actions.add(new StoreAction.EndCopy(answer.device(), id, answer.code()));
    }

    /** Whether the device asks for a pause (Retry-After): its queue stays on hold until the pause is stored. */
    private static boolean asksForPause(DeviceAnswer answer) {
        return RetryDelay.asks(answer) && !responseClass(answer).ends();
    }

    // ----

    /** The decision has ended: the late answers that came before are handled. @param id of the stored message, or {@link #NONE} */
    private Step end(long id, List<StoreAction> before) {
        StoreDecision state = in(Phase.ENDED);
        if (id != NONE) state = state.with(new Copies(copies.early(), id));
        if (late.collected().isEmpty()) return new Step(state, before);
        var actions = new ArrayList<>(before);
        for (DeviceAnswer each : late.collected()) handle(each, id, actions);
        return new Step(state.with(new Late(late.underway(), List.of())), actions);
    }

    private Set<String> bound() {
        return acceptance.map(StoreEvent.Acceptance::bound).orElse(Set.of());
    }

    /** Not so for devices to which a redirection has led. */
    private boolean isOfAccount(DeviceAnswer answer) {
        return answer.device().account().equals(scope.account());
    }

    private static ResponseClass responseClass(DeviceAnswer answer) {
        return ResponseClass.of(answer.code());
    }

    private static Step same(StoreDecision state) {
        return new Step(state, List.of());
    }

    private StoreDecision in(Phase next) {
        return with(next, answered, result);
    }

    private StoreDecision with(Phase next, boolean hasAnswer, ForkResult latest) {
        return new StoreDecision(next, scope, hasAnswer, latest, acceptance, newer, copies, late);
    }

    private StoreDecision with(Phase next, Optional<StoreEvent.Acceptance> accepted, Set<String> contacts) {
        return new StoreDecision(next, scope, answered, result, accepted, contacts, copies, late);
    }

    private StoreDecision with(Copies stored) {
        return new StoreDecision(phase, scope, answered, result, acceptance, newer, stored, late);
    }

    private StoreDecision with(Late answers) {
        return new StoreDecision(phase, scope, answered, result, acceptance, newer, copies, answers);
    }
}
