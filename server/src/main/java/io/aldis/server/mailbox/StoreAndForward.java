package io.aldis.server.mailbox;

import io.aldis.server.Answer;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.ForkListener;
import io.aldis.server.ForkResult;
import io.aldis.server.Identified;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.server.Target;
import io.aldis.sip.Aor;
import io.aldis.sip.SipResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Relay-or-store decision for one message that is forked to the devices of an account: which devices get a stored copy, and what the sender
 * is answered. For the event loop.
 */
final class StoreAndForward implements ForkListener {
    private static final long NOT_KEPT = 0;
    private static final int TAKEN = 200;
    private static final Runnable NOTHING = () -> {};

    private final Mailboxes mailboxes;
    private final Identified identified;
    private final Aor account;
    private final Consumer<Answer> reply;
    /** Answers that arrived before the store confirmed the write. */
    private final List<DeviceAnswer> lateMeanwhile = new ArrayList<>(0);

    /** Devices that a copy was stored for before all devices had answered, each with the id of its stored message as in {@link #kept}. */
    private final Map<String, Long> early = new HashMap<>(0);

    /** Newer contacts of phones that have taken the message under an older contact; they get no copy. */
    private final Set<String> newer = new HashSet<>(0);

    /** When the first device took the message. */
    private Optional<Instant> taken = Optional.empty();

    /** {@link Device#id}s of the devices that were bound at {@link #taken}. */
    private final Set<String> bound = new HashSet<>(0);

    private long kept = NOT_KEPT;
    private int underway;
    private UnderwayCopies.@Nullable Kept underwayKept;
    private boolean handedOver;
    /** Whether the write that follows the last answer is in progress. */
    private boolean deciding;
    /** Whether a write that began before all devices had answered is in progress; {@link #then} runs after it. */
    private boolean writing;

    private Runnable then = NOTHING;

    StoreAndForward(Mailboxes mailboxes, Identified identified, Aor account, Consumer<Answer> reply) {
        this.mailboxes = mailboxes;
        this.identified = identified;
        this.account = account;
        this.reply = reply;
    }

    @Override
    public boolean mayJoin(Target target) {
        return target.device()
                .filter(device -> !mailboxes.devices().isBound(device)
                        || mailboxes.scheduler().blocks(device, identified.senderAddress()))
                .isEmpty();
    }

    @Override
    public Duration patience(Duration usual) {
        return mailboxes.patience(identified, usual);
    }

    @Override
    public void meanwhile(ForkResult soFar) {
        noteTaken();
        if (forOneDevice()) return;
        if (writing) {
            then = () -> meanwhile(soFar);
            return;
        }
        var away = new HashSet<String>(4);
        var others = new HashSet<>(early.keySet());
        for (DeviceAnswer said : soFar.said())
            if (said.device().account().equals(account))
                (!said.underway() && verdict(said).keeps() ? away : others)
                        .add(said.device().id());
        noteNewerContacts(soFar);
        others.addAll(newer);
        away.removeAll(early.keySet());
        if (!away.isEmpty()) keepEarly(soFar, away, others);
        else
            mailboxes.devices().areAll(account, sender(), others, bound, all -> {
                if (!all && !handedOver) keepEarly(soFar, away, others);
            });
    }

    /** Stores copies for devices that are known to be away, and none yet for devices that are still being tried. */
    private void keepEarly(ForkResult soFar, Set<String> away, Set<String> others) {
        Optional<StoredMessage> letter = mailboxes.letter(identified, account);
        if (letter.isEmpty() || writing) return;
        writing = true;
        Consumer<StoreResult> written = keeping -> {
            if (keeping instanceof StoreResult.Kept(long id, Set<String> devices)) {
                for (String device : devices) early.put(device, id);
                endCopiesOfNewer(id, devices);
                lookAfter(soFar, devices);
            }
            goOn();
        };
        var named = new HashSet<>(away);
        named.addAll(bound); // a device that has just registered may not be in the store yet
        mailboxes.keep(letter.get(), new Answers(named, others, taken, soFar.said()), written, failure -> goOn());
    }

    private void goOn() {
        writing = false;
        Runnable next = then;
        then = NOTHING;
        next.run();
    }

    @Override
    public void carried(ForkResult carried) {
        handedOver = true;
        if (carried.answered()) noteTaken();
        for (DeviceAnswer said : carried.said()) {
            if (said.underway()) {
                underway++;
                mailboxes.scheduler().hold(said.device(), sender());
            } else if (verdict(said) == ResponseClass.TAKEN)
                mailboxes.scheduler().isThere(said.device());
        }
        if (writing) then = () -> decide(carried);
        else decide(carried);
    }

    private void noteTaken() {
        if (taken.isPresent()) return;
        taken = Optional.of(mailboxes.now());
        bound.addAll(mailboxes.devices().bound(account));
    }

    private void decide(ForkResult carried) {
        var away = new HashSet<String>(4);
        var done = new HashSet<>(early.keySet());
        noteNewerContacts(carried);
        done.addAll(newer);
        for (DeviceAnswer said : carried.said()) sort(said, away, done);
        for (DeviceAnswer said : carried.said())
            if (said.code() == DeviceAnswer.NOTHING && mailboxes.replaced().silent(said.device()))
                replaced(said.device(), away, done);
        if (!carried.answered() && isForSender(carried)) carried.settle().run();
        else if (!carried.answered()) keep(carried, away, done);
        else if (!done.containsAll(away)) keep(carried, away, done);
        else if (!forOneDevice())
            mailboxes.devices().areAll(account, sender(), done, bound, all -> {
                if (!all) keep(carried, away, done);
            });
    }

    private void noteNewerContacts(ForkResult carried) {
        for (DeviceAnswer said : carried.said()) noteNewerContacts(said);
    }

    private void noteNewerContacts(DeviceAnswer said) {
        if (verdict(said) != ResponseClass.TAKEN || !said.device().account().equals(account)) return;
        Instant since = identified.admitted().arrival().at();
        for (String id : mailboxes.replaced().newerContacts(said.device(), since)) {
            if (!newer.add(id)) continue;
            long letter = early.getOrDefault(id, kept);
            if (letter != NOT_KEPT) endCopiesOfNewer(letter, Set.of(id));
        }
    }

    private void endCopiesOfNewer(long letter, Set<String> devices) {
        for (String id : devices) if (newer.contains(id)) mailboxes.done(new Device(account, id), letter, TAKEN);
    }

    /** Removes the device from all sets: the same phone is registered under a newer contact. */
    private void replaced(Device device, Set<String> away, Set<String> done) {
        bound.remove(device.id());
        away.remove(device.id());
        done.remove(device.id());
    }

    private String sender() {
        return identified.senderAddress();
    }

    /** Ignores devices of other accounts, to which a redirection may have led. */
    private void sort(DeviceAnswer said, Set<String> away, Set<String> done) {
        Device device = said.device();
        if (!device.account().equals(account)) return;
        boolean later = said.underway() || verdict(said).keeps();
        (later ? away : done).add(device.id());
    }

    private static ResponseClass verdict(DeviceAnswer said) {
        return ResponseClass.of(said.code());
    }

    private static boolean isForSender(ForkResult carried) {
        return carried.said().stream().anyMatch(said -> verdict(said) == ResponseClass.DECLINED)
                || carried.best()
                        .map(SipResponse::code)
                        .filter(ResponseClass::isForSender)
                        .isPresent();
    }

    private void keep(ForkResult carried, Set<String> away, Set<String> done) {
        Optional<StoredMessage> letter = mailboxes.letter(identified, account);
        Set<String> named = new HashSet<>(away);
        if (!forOneDevice()) named.addAll(bound);
        named.removeAll(done);
        if (letter.isEmpty()) {
            if (!carried.answered() && !named.isEmpty())
                mailboxes.refusal(identified, account).ifPresent(reply);
            carried.settle().run();
            return;
        }
        if (forOneDevice()) {
            keepForOne(carried, letter.get(), named);
            return;
        }
        deciding = true;
        var answers = new Answers(named, done, taken, carried.said());
        mailboxes.keep(letter.get(), answers, keeping -> decided(carried, keeping), answer -> broken(carried, answer));
    }

    /** The request was addressed to one device (RFC 5627 §6.1): it is stored for that device only. */
    private void keepForOne(ForkResult carried, StoredMessage letter, Set<String> named) {
        if (named.isEmpty()) {
            carried.settle().run();
            return;
        }
        var device = new Device(account, named.iterator().next());
        deciding = true;
        var answers = new Answers(named, Set.of(), taken, carried.said());
        mailboxes.keepFor(
                device, letter, answers, keeping -> decided(carried, keeping), answer -> broken(carried, answer));
    }

    private void broken(ForkResult carried, Answer answer) {
        if (!carried.answered()) reply.accept(answer);
        written();
    }

    /** Handles the answers that arrived during the write. */
    private void written() {
        deciding = false;
        for (DeviceAnswer said : List.copyOf(lateMeanwhile)) late(said, kept);
        lateMeanwhile.clear();
    }

    private boolean forOneDevice() {
        return identified.admitted().destination() instanceof Destination.Instance;
    }

    private void decided(ForkResult carried, StoreResult keeping) {
        switch (keeping) {
            case StoreResult.Kept(long id, Set<String> devices) -> {
                kept = id;
                if (underway > 0) noteUnderway(new UnderwayCopies.Kept(account, id, carried.recall()));
                if (!carried.answered()) reply.accept(Answer.of(202));
                endCopiesOfNewer(id, devices);
                written();
                lookAfter(carried, devices);
            }
            case StoreResult.Needless _ -> {
                mailboxes.notKept(identified, account);
                carried.settle().run();
                written();
            }
            case StoreResult.Full _ -> {
                if (!carried.answered()) reply.accept(AcceptanceCheck.full(account));
                written();
            }
        }
    }

    private boolean hasRegisteredSince(Device device) {
        return mailboxes
                .devices()
                .hasRegisteredSince(device, identified.admitted().arrival().at());
    }

    private void noteUnderway(UnderwayCopies.Kept copies) {
        underwayKept = copies;
        mailboxes.underway().add(copies);
    }

    /** After the write: the queues of devices that were tried pause. Other devices may have registered since, and are checked again. */
    private void lookAfter(ForkResult carried, Set<String> devices) {
        Set<String> others = new HashSet<>(devices);
        for (DeviceAnswer said : carried.said()) {
            if (said.code() == DeviceAnswer.NOTHING && !said.underway() && hasRegisteredSince(said.device())) continue;
            others.remove(said.device().id());
            if (said.underway() || !devices.contains(said.device().id())) continue;
            if (RetryDelay.postpones(said)) mailboxes.scheduler().nudge(said.device(), sender());
            else mailboxes.scheduler().rest(said.device(), sender());
        }
        mailboxes.lookAgain(account, sender(), others);
    }

    @Override
    public void late(DeviceAnswer said) {
        Device device = said.device();
        underway--;
        UnderwayCopies.Kept copies = underwayKept;
        if (underway == 0 && copies != null) mailboxes.underway().remove(copies);
        boolean unanswered = said.code() == DeviceAnswer.NOTHING;
        if (!isPause(said)) mailboxes.scheduler().release(device, unanswered ? kept : NOT_KEPT);
        if (unanswered) mailboxes.replaced().silent(device);
        noteNewerContacts(said);
        if (deciding) lateMeanwhile.add(said);
        else late(said, kept);
    }

    /** Whether the device asks for a pause (Retry-After): its queue stays on hold until the pause is stored. */
    private static boolean isPause(DeviceAnswer said) {
        return RetryDelay.asks(said) && !verdict(said).ends();
    }

    private void late(DeviceAnswer said, long letter) {
        if (letter == NOT_KEPT) {
            if (isPause(said)) mailboxes.scheduler().release(said.device(), NOT_KEPT);
        } else if (isPause(said)) mailboxes.scheduler().postpone(letter, said);
        else if (verdict(said).ends()) mailboxes.done(said.device(), letter, said.code());
    }
}
