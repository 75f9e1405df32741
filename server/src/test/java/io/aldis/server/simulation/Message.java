package io.aldis.server.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A MESSAGE to bob, and what has become of it as its sender and the phones know. Times are nanoseconds of the simulation. */
final class Message {
    static final long NEVER = Long.MAX_VALUE;

    /** What one phone has had of it. */
    static final class Sight {
        long first = NEVER;
        /** When it was sent first to where the phone was not. */
        long lost = NEVER;

        private long lostLast = NEVER;
        /** When the last try began that was sent to where the phone was not. */
        private long lostTry = NEVER;

        final Set<String> branches = new HashSet<>(2);
        boolean taken;
        /** Whether the server must know that it was taken. */
        boolean certain;

        long takenAt;
        /** When it became {@link #certain}. */
        long certainAt;

        /** Whether the phone has answered something else, after which the message may come again. */
        boolean postponed;
        /** Whether the phone has answered that it will never take it. */
        boolean refused;

        /** A copy goes to where the phone is not. */
        void lost(long now) {
            if (lost == NEVER) lost = now;
            if (lostLast == NEVER || now - lostLast > MOST_BETWEEN_REPETITIONS) lostTry = now;
            lostLast = now;
        }

        /** When the try began that the phone has seen first, as far as it can know. */
        long began() {
            return Math.min(first, lostTry);
        }
    }

    /** T2 (RFC 3261 §17.1.2.2) and a bit. */
    private static final long MOST_BETWEEN_REPETITIONS = 4_500_000_000L;

    final int id;
    final String sender;
    final long arrived;
    final long expires;
    final String date;
    final boolean momentary;
    final boolean large;
    /** What all phones do with it, whatever they do with others. */
    final Phone.Behaviour always;

    final Map<Phone, Sight> sights = new HashMap<>(4);
    /** Phones that must get it even if others take it. */
    final Set<Phone> owed = new HashSet<>(4);

    int answer;
    long answeredAt = NEVER;
    boolean taken;
    boolean declined;
    /** Whether no phone could take it when it was sent. */
    boolean tooLarge;
    /** Whether the mailbox was full when it came. */
    boolean tight;

    /** Whether an older one of its sender waited for some phone when it was sent. */
    boolean behind;

    Message(int id, String sender, long arrived, long expires, String date, Kind kind) {
        this.id = id;
        this.sender = sender;
        this.arrived = arrived;
        this.expires = expires;
        this.date = date;
        this.momentary = kind == Kind.MOMENTARY;
        this.large = kind == Kind.LARGE;
        this.always = switch (kind) {
            case NEVER_ANSWERED -> Phone.Behaviour.SILENT;
            case ALWAYS_500 -> new Phone.Behaviour(500, 0, 0);
            default -> Phone.Behaviour.TAKES;
        };
    }

    /** What is special about it. */
    enum Kind {
        PLAIN,
        EXPIRES,
        MOMENTARY,
        LARGE,
        NEVER_ANSWERED,
        ALWAYS_500
    }

    /** Whether some phone has left it unanswered: that may try it for long before it lets others pass. */
    boolean mayHoldOthersUp() {
        return bad() || sights.values().stream().anyMatch(sight -> !sight.taken);
    }

    boolean bad() {
        return always != Phone.Behaviour.TAKES;
    }

    Sight at(Phone phone) {
        return sights.computeIfAbsent(phone, fresh -> new Sight());
    }

    boolean takenBy(Phone phone) {
        Sight sight = sights.get(phone);
        return sight != null && sight.taken;
    }

    /** Whether the server must know that a phone has taken it. */
    boolean isTakenForCertain() {
        return sights.values().stream().anyMatch(sight -> sight.taken && sight.certain);
    }

    boolean expired(long now) {
        return now >= expires;
    }

    @Override
    public String toString() {
        return "message " + id;
    }
}
