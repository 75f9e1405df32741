package io.aldis.server.mailbox;

import io.aldis.server.Answer;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.ForkControl;
import io.aldis.server.ForkListener;
import io.aldis.server.ForkResult;
import io.aldis.server.Identified;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.server.Target;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the {@link StoreDecision} for one message that is forked to the devices of an account: feeds events to it and performs its actions. For
 * the event loop.
 */
final class StoreAndForward implements ForkListener {
    private final Mailboxes mailboxes;
    private final Identified identified;
    private final Consumer<Answer> reply;
    private StoreDecision state;
    private @Nullable ForkControl fork;
    private UnderwayCopies.@Nullable Kept underway;

    StoreAndForward(Mailboxes mailboxes, Identified identified, Aor account, Consumer<Answer> reply) {
        this.mailboxes = mailboxes;
        this.identified = identified;
        this.reply = reply;
        this.state = StoreDecision.start(account, identified.admitted().destination() instanceof Destination.Instance);
    }

    private Aor account() {
        return state.scope().account();
    }

    private String sender() {
        return identified.senderAddress();
    }

    // ---- events

    @Override
    public boolean mayJoin(Target target) {
        return target.device()
                .filter(device -> !mailboxes.devices().isBound(device)
                        || mailboxes.scheduler().blocks(device, sender()))
                .isEmpty();
    }

    @Override
    public Duration patience(Duration usual) {
        return mailboxes.patience(identified, usual);
    }

    @Override
    public void interim(ForkResult soFar) {
        on(new StoreEvent.Interim(soFar));
    }

    @Override
    public void finished(ForkResult result, ForkControl control) {
        fork = control;
        on(new StoreEvent.Finished(result));
    }

    @Override
    public void late(DeviceAnswer answer) {
        on(new StoreEvent.LateAnswer(answer, newerContacts(List.of(answer))));
    }

    private void on(StoreEvent event) {
        StoreDecision.Step step = state.on(event);
        state = step.next();
        List<StoreAction> actions = step.actions();
        for (int i = 0; i < actions.size(); i++) perform(actions.get(i));
    }

    // ---- actions

    private void perform(StoreAction action) {
        DeliveryScheduler scheduler = mailboxes.scheduler();
        switch (action) {
            case StoreAction.Review _ -> on(review());
            case StoreAction.Check(Set<String> devices, Set<String> bound, boolean last) ->
                mailboxes
                        .devices()
                        .areAll(account(), sender(), devices, bound, all -> on(new StoreEvent.Checked(last, all)));
            case StoreAction.Store(Answers answers) -> store(answers);
            case StoreAction.Reply(Answer answer) -> reply.accept(answer);
            case StoreAction.Settle _ -> settle();
            case StoreAction.Forget _ -> mailboxes.notKept(identified, account());
            case StoreAction.NoteUnderway(long id) -> noteUnderway(id);
            case StoreAction.ForgetUnderway _ -> forgetUnderway();
            case StoreAction.Hold(Device device) -> scheduler.hold(device, sender());
            case StoreAction.Release(Device device, long unanswered) -> scheduler.release(device, unanswered);
            case StoreAction.Postpone(long id, DeviceAnswer answer) -> scheduler.postpone(id, answer);
            case StoreAction.Reached(Device device) -> scheduler.isThere(device);
            case StoreAction.FellSilent(Device device) -> mailboxes.replaced().silent(device);
            case StoreAction.Nudge(Device device) -> scheduler.nudge(device, sender());
            case StoreAction.Rest(Device device) -> scheduler.rest(device, sender());
            case StoreAction.LookAgain(Set<String> devices) -> mailboxes.lookAgain(account(), sender(), devices);
            case StoreAction.EndCopy(Device device, long id, int code) -> mailboxes.done(device, id, code);
        }
    }

    private StoreEvent review() {
        ForkResult result = state.result();
        boolean first = result.answered() && state.acceptance().isEmpty();
        Set<String> bound = first ? mailboxes.devices().bound(account()) : Set.of();
        boolean onlyOne = first && bound.size() < 2; // then it has no newer contact
        boolean last = state.phase() == StoreDecision.Phase.DECIDING;
        return new StoreEvent.Reviewed(
                first ? Optional.of(new StoreEvent.Acceptance(mailboxes.now(), bound)) : Optional.empty(),
                onlyOne ? Set.of() : newerContacts(result.answers()),
                last ? replaced(result.answers()) : Set.of());
    }

    /** Newer contacts of nameless phones that have taken the message. */
    private Set<String> newerContacts(List<DeviceAnswer> answers) {
        Set<String> all = Set.of();
        for (DeviceAnswer answer : answers) {
            Device device = answer.device();
            boolean taken = ResponseClass.of(answer.code()) == ResponseClass.TAKEN;
            if (!taken || !device.nameless() || !device.account().equals(account())) continue;
            Set<String> newer = mailboxes.replaced().newerContacts(device, arrived());
            if (newer.isEmpty()) continue;
            all = new HashSet<>(all);
            all.addAll(newer);
        }
        return all;
    }

    private Instant arrived() {
        return identified.admitted().arrival().at();
    }

    /** Devices without an answer that are old contacts of a phone with a newer one; their bindings are removed. */
    private Set<String> replaced(List<DeviceAnswer> answers) {
        Set<String> all = Set.of();
        for (DeviceAnswer answer : answers) {
            Device device = answer.device();
            if (answer.code() != DeviceAnswer.NOTHING || !mailboxes.replaced().silent(device)) continue;
            all = new HashSet<>(all);
            all.add(device.id());
        }
        return all;
    }

    private void store(Answers answers) {
        Optional<StoredMessage> message = mailboxes.message(identified, account());
        if (message.isEmpty()) {
            on(new StoreEvent.NotStorable(
                    answers.away().isEmpty() ? Optional.empty() : mailboxes.refusal(identified, account())));
            return;
        }
        Consumer<Answer> failed = answer -> on(new StoreEvent.Failed(answer));
        if (state.scope().oneDevice()) {
            var device = new Device(account(), answers.away().iterator().next());
            mailboxes.keepFor(device, message.get(), answers, this::written, failed);
        } else {
            mailboxes.keep(message.get(), answers, this::written, failed);
        }
    }

    private void written(StoreResult written) {
        on(
                switch (written) {
                    case StoreResult.Kept(long id, Set<String> devices) ->
                        new StoreEvent.Stored(id, devices, registeredSince());
                    case StoreResult.Needless _ -> new StoreEvent.Needless();
                    case StoreResult.Full _ -> new StoreEvent.Full();
                });
    }

    /** Devices without an answer that have registered since the message arrived. */
    private Set<Device> registeredSince() {
        Set<Device> all = new HashSet<>(0);
        for (DeviceAnswer answer : state.result().answers())
            if (answer.code() == DeviceAnswer.NOTHING
                    && !answer.underway()
                    && mailboxes.devices().hasRegisteredSince(answer.device(), arrived())) all.add(answer.device());
        return all;
    }

    private void settle() {
        ForkControl finished = fork;
        if (finished != null) finished.settle();
    }

    private void noteUnderway(long id) {
        ForkControl finished = fork;
        if (finished == null) return;
        var copies = new UnderwayCopies.Kept(account(), id, finished::recall);
        underway = copies;
        mailboxes.underway().add(copies);
    }

    private void forgetUnderway() {
        UnderwayCopies.Kept copies = underway;
        underway = null;
        if (copies != null) mailboxes.underway().remove(copies);
    }
}
