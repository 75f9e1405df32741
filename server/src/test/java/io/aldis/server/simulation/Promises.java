package io.aldis.server.simulation;

import io.aldis.sip.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The promises of the mailbox as senders and phones see them, independent of how the server keeps them (DESIGN §5, numbers 1 to 8). A
 * promise that is broken is a {@link Broken}.
 */
final class Promises {
    /** A promise that was not kept. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;

        final int promise;

        Broken(int promise, String what) {
            super("promise " + promise + ": " + what);
            this.promise = promise;
        }
    }

    private static final long MILLI = 1_000_000L;
    /** From here on the server may give up on an answer. */
    private static final long LONGEST = Duration.ofSeconds(19).toNanos();
    /** Messages of one sender that come within this time may be under way to a device together. */
    private static final long LATE = 520 * MILLI;
    /** An answer that comes so long after a REGISTER is to be heard. */
    private static final long GRACE = 280 * MILLI;
    /** A single try may put a message aside from here on. */
    private static final long LONG_TRY = Duration.ofSeconds(13).toNanos();

    /** 64*T1: no relay is under way longer. */
    private static final long TRANSACTION = Duration.ofSeconds(32).toNanos();
    /** The answer that a sender has not got because the server was killed. */
    private static final int UNHEARD = -1;

    final List<Message> messages = new ArrayList<>();
    private final SimulatedTime time;
    private final List<Phone> phones;
    private final long latency;
    /** Whether the mailbox holds {@link #NARROW} messages only: then copies for other phones give way. */
    final boolean narrow;
    /** So many messages that no phone has taken are kept in a narrow mailbox. */
    static final int NARROW = 4;

    Promises(SimulatedTime time, List<Phone> phones, Duration latency, boolean narrow) {
        this.narrow = narrow;
        this.time = time;
        this.phones = phones;
        this.latency = latency.toNanos();
    }

    // ---- what happens

    void sent(Message message) {
        message.behind = messages.stream()
                .anyMatch(older -> older.sender.equals(message.sender)
                        && !older.declined
                        && (!older.taken || older.owed.stream().anyMatch(phone -> !older.takenBy(phone))));
        message.tight = waiting() >= NARROW;
        message.tooLarge = message.large && phones.stream().allMatch(Promises::isUdpAlone);
        messages.add(message);
        if (waiting() > NARROW)
            for (Message each : messages) if (each.answer == 0) each.tight = true; // whichever is written last
        if (narrow) return;
        for (Phone phone : phones)
            if (phone.kind.named ? phone.everRegistered : phone.up && phone.registered) message.owed.add(phone);
    }

    /** The sender has heard a final answer. */
    void answered(Message message, int code) {
        if (message.answer != 0) return;
        message.answer = code;
        message.answeredAt = time.now();
        if (code / 100 != 2) message.owed.clear();
        if (message.momentary && code == 202) throw new Broken(7, message + " with Expires: 0 was accepted");
        if (message.tooLarge && code == 202)
            throw new Broken(2, message + " was accepted, and no datagram carries it to any phone");
        boolean refusedWithoutReason = code == 480 && !message.momentary && !message.expired(time.now() + 20 * MILLI);
        refusedWithoutReason &= !narrow || (waiting() < NARROW && !message.tight);
        if (refusedWithoutReason || code == 503 || code == 408)
            throw new Broken(5, message + " was refused with " + code);
    }

    /** Messages that no phone has taken. */
    private long waiting() {
        return messages.stream()
                .filter(each -> (each.answer == 202 || each.answer <= 0)
                        && !each.isTakenForCertain()
                        && !each.declined
                        && !each.momentary)
                .count();
    }

    private static boolean isUdpAlone(Phone phone) {
        boolean allSeen = phone.kind.named || phone.ghosts.isEmpty() || !phone.hadOtherServer;
        return phone.kind.transport == Transport.UDP && phone.registeredHere && allSeen;
    }

    /** A phone has received a copy, or a repetition of one. @param fresh whether it does not remember that branch */
    void received(Phone phone, Phone.Received copy, boolean fresh, String date) {
        Message message = copy.message;
        Message.Sight sight = message.at(phone);
        long now = time.now();
        if (message.expired(now - 20 * MILLI))
            throw new Broken(7, message + " was sent to " + phone + " after its time");
        if (!date.equals(message.date) && !date.isEmpty())
            throw new Broken(7, message + " has Date " + date + ", expected " + message.date);
        // two contacts that live at the same time are two devices: what was sent to both before the phone took it comes
        // twice
        boolean before = !phone.kind.named && sight.lost <= sight.takenAt;
        if (sight.taken && sight.certain && fresh && !before)
            throw new Broken(4, message + " was sent to " + phone + " again under " + copy.branch);
        if (fresh) {
            inOrder(phone, message);
            oneAtATime(phone, copy);
            notDuringGrace(phone, copy);
        }
        if (sight.first == Message.NEVER) sight.first = now;
        sight.branches.add(copy.branch);
    }

    /** A copy was sent to where the phone is not, or not any more. */
    void lost(Phone phone, Message message) {
        message.at(phone).lost(time.now());
    }

    private void inOrder(Phone phone, Message message) {
        boolean first = message.at(phone).first == Message.NEVER;
        for (Message other : messages) {
            if (!other.sender.equals(message.sender) || other == message) continue;
            boolean newer = other.id > message.id;
            Message.Sight seen = other.at(phone);
            if (newer
                    && first
                    && isOneDevice(phone)
                    && !other.momentary
                    && seen.first != Message.NEVER
                    && message.answeredAt < other.arrived
                    && (other.arrived - message.arrived > LATE || message.at(phone).lost == Message.NEVER)
                    && !wasTried(message, phone))
                throw new Broken(8, message + " comes to " + phone + " after " + other);
            if (!newer
                    && first
                    && !message.momentary
                    && !other.momentary
                    && other.answeredAt < message.arrived
                    && message.arrived - other.arrived > LATE
                    && isWaiting(other, phone))
                throw new Broken(8, message + " comes to " + phone + " while it has not taken " + other);
        }
    }

    /** Whether it was sent to the phone, or to one that it may be taken for. */
    private boolean wasTried(Message message, Phone phone) {
        for (Phone each : phones)
            if ((each == phone || (!each.kind.named && !phone.kind.named))
                    && (message.at(each).first != Message.NEVER || isLongAgo(message.at(each).lost))) return true;
        return false;
    }

    /** Else each of its contacts is a device. */
    private static boolean isOneDevice(Phone phone) {
        return phone.kind.named || phone.ghosts.isEmpty();
    }

    /** How many tries the phone has answered, or one that it may be taken for. */
    private int tries(Message message, Phone phone) {
        return phones.stream()
                .filter(each -> each == phone || (!each.kind.named && !phone.kind.named))
                .mapToInt(each -> message.at(each).branches.size())
                .sum();
    }

    private boolean isWaiting(Message older, Phone phone) {
        Message.Sight sight = older.at(phone);
        return sight.first != Message.NEVER
                && sight.first < time.now() // else both were sent at once, in their order, when the phone came back
                && phone.disconnectedAt < sight.first // else it may be what ends the connections of the phone
                && !sight.taken
                && !sight.refused
                && tries(older, phone) < 3
                && time.now() - sight.first < LONG_TRY
                && !older.declined
                && !older.expired(time.now())
                && (!older.taken || older.owed.contains(phone));
    }

    private void oneAtATime(Phone phone, Phone.Received copy) {
        boolean kept = isKept(copy);
        for (Phone.Received other : phone.received.values())
            if (other != copy
                    && !other.message.momentary // these wait for nothing, and nothing waits for them
                    && !copy.message.momentary
                    && other.message != copy.message
                    && isOneDevice(phone)
                    && !other.message.declined
                    && (isKept(other) || time.now() - other.message.arrived < TRANSACTION)
                    && other.answer == null
                    && other.from == copy.from
                    && (kept || isKept(other))
                    && !other.message.expired(time.now())
                    && other.at > phone.registeredAt
                    && other.at > phone.disconnectedAt
                    && time.now() - other.message.at(phone).began() < LONGEST)
                throw new Broken(
                        8, copy.message + " is sent to " + phone + " while " + other.message + " is under way");
    }

    /** How long the server waits for an answer to what came last, and a bit. */
    static long patience(Phone.Received copy) {
        return (isKept(copy) ? LONGEST : TRANSACTION) + Duration.ofSeconds(2).toNanos();
    }

    private static boolean isKept(Phone.Received copy) {
        return copy.branch.contains("kept-");
    }

    /** A phone has answered. @param heard whether the server has taken that for the answer to a request that it waits for */
    void answered(Phone phone, Phone.Received copy, int code, boolean heard, boolean reaches) {
        Message message = copy.message;
        Message.Sight sight = message.at(phone);
        if (code / 100 == 2) {
            boolean inTime = reaches
                    && time.now() - copy.at < LONGEST
                    && (phone.registeredAt < copy.at || time.now() - phone.registeredAt < GRACE);
            if (!sight.taken) sight.takenAt = time.now();
            sight.taken = true;
            // under another user part it looks like another phone while the old contact lives: each is a device
            boolean another = !phone.kind.named && copy.at < phone.anotherSince;
            if (!sight.certain) sight.certainAt = time.now();
            sight.certain |= !another && (heard || (inTime && copy.from.alive()));
            message.taken = true;
        } else if (code / 100 == 6 || code == 403) {
            message.declined = true;
        } else if (code == 415) {
            sight.refused = true;
        } else {
            sight.postponed = true;
        }
    }

    /** A phone that has just registered anew has time to answer what it had before. A connection may have failed: then nothing is waited for. */
    private void notDuringGrace(Phone phone, Phone.Received copy) {
        long now = time.now();
        boolean lately = phone.registeredAt - phone.registeredBefore
                < Duration.ofSeconds(1).toNanos();
        if (phone.kind.transport != Transport.UDP || lately || now - phone.registeredAt >= GRACE) return;
        for (Phone.Received other : phone.received.values())
            if (other != copy
                    && other.message == copy.message
                    && other.answer == null
                    && other.from == copy.from
                    && other.at < phone.registeredAt
                    && now - other.at < LONGEST)
                throw new Broken(
                        4,
                        copy.message + " is sent to " + phone + " under " + copy.branch + " before it could answer "
                                + other.branch);
    }

    /** The server was killed: answers of a moment ago may not be on record, and relays that were under way are forgotten. */
    void killed() {
        long now = time.now();
        for (Phone phone : phones) {
            phone.registeredHere = false;
            phone.hadOtherServer = true;
        }
        for (Message message : messages) {
            if (message.answer == 0) message.answer = UNHEARD;
            for (Message.Sight sight : message.sights.values())
                if (now - sight.certainAt <= 4 * latency + 10 * MILLI) sight.certain = false;
            if (message.answer != 202
                    && now - message.arrived < Duration.ofSeconds(9).toNanos() + 4 * latency) message.owed.clear();
        }
    }

    /** The phone is at a contact again that has not ended: it is another device than before, which gets its own copies. */
    void anotherDevice(Phone phone) {
        for (Message message : messages) message.at(phone).certain = false;
        phone.anotherSince = time.now();
    }

    /** Other phones may be taken for that one, or it for them: it gets what no phone has taken. */
    void confused(Phone phone) {
        for (Message message : messages) message.owed.remove(phone);
    }

    // ---- what must have happened

    /** Accepted messages that nobody has taken or refused are on disk. */
    void areOnDisk(Set<Integer> kept) {
        for (Message message : messages)
            if (message.answer == 202
                    && !message.taken
                    && !message.declined
                    && !message.expired(time.now())
                    && message.sights.values().stream().noneMatch(sight -> sight.refused)
                    && !(message.large && narrow) // no datagram carries it, and it gives way to others
                    && !kept.contains(message.id))
                throw new Broken(1, message + " was accepted with 202 and is not on disk");
    }

    /** A second ago the phone registered, and it has answered everything since. */
    void soonAfterRegister(Phone phone, long registered) {
        for (Message message : messages) {
            if (message.bad() && isNeeded(message, phone)) return; // others wait for a while
        }
        for (Message message : messages) {
            if (message.arrived > registered || !isNeeded(message, phone) || isExcused(message, phone)) continue;
            throw new Broken(2, message + " was not sent to " + phone + " within a second of its REGISTER");
        }
    }

    private boolean isNeeded(Message message, Phone phone) {
        boolean open = message.answer == 202 || message.answer == 0 || message.answer == 200;
        return open
                && !message.declined
                && !message.expired(time.now())
                && !message.momentary
                && !message.large
                && !message.at(phone).refused
                && (message.owed.contains(phone) ? !message.takenBy(phone) : !message.taken);
    }

    /** Whether it, or another one of its sender, may be put aside or postponed for that phone. */
    private boolean isExcused(Message message, Phone phone) {
        for (Message older : messages) {
            boolean waits = isNeeded(older, phone) || (older != message && mayStillCome(older, phone));
            if (older.sender.equals(message.sender) && waits && mayComeLater(older, phone)) return true;
        }
        return false;
    }

    /** Whether the phone may get it, though that is not promised. */
    private boolean mayStillCome(Message message, Phone phone) {
        return !message.takenBy(phone)
                && !message.at(phone).refused
                && !message.declined
                && !message.expired(time.now());
    }

    private boolean mayComeLater(Message message, Phone phone) {
        for (Phone each : phones) {
            if (each != phone && (each.kind.named || phone.kind.named)) continue;
            Message.Sight sight = message.at(each);
            if (sight.postponed
                    || sight.branches.size() > 1
                    || isLongAgo(sight.first)
                    || isLongAgo(sight.lost)
                    || (sight.first != Message.NEVER && each.disconnectedAt > sight.first)) return true;
        }
        return false;
    }

    private boolean isLongAgo(long tried) {
        return tried != Message.NEVER && time.now() - tried > LONG_TRY;
    }

    /** Whether the end would be a good one now. */
    boolean holdAtTheEnd() {
        try {
            atTheEnd(false);
            return true;
        } catch (Broken notYet) {
            return false;
        }
    }

    /** The end: all phones have been there for long, and have answered everything but bad messages. */
    void atTheEnd(boolean allowPostponed) {
        for (Message message : messages) {
            if (message.bad() || message.answer / 100 != 2) continue;
            for (Phone phone : phones)
                if (phone.up && isNeeded(message, phone) && !(allowPostponed && isExcused(message, phone)))
                    throw new Broken(
                            message.taken ? 3 : 2,
                            message + " was answered " + message.answer + " and never taken by " + phone);
        }
    }
}
