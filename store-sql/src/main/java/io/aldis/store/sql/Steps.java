package io.aldis.store.sql;

import io.aldis.server.TrailEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Converts the steps of a trail to and from the text of one column: one line per step, parts separated by tabs. New steps are appended. */
final class Steps {
    private static final int LONGEST = 500;
    private static final int PARTS = 5;

    private Steps() {}

    static String text(List<TrailEvent> events) {
        var text = new StringBuilder(events.size() * 64);
        for (TrailEvent event : events)
            text.append(ChronoUnit.MICROS.between(Instant.EPOCH, event.at()))
                    .append('\t')
                    .append(event.what())
                    .append('\t')
                    .append(event.code())
                    .append('\t')
                    .append(plain(event.whom(), LONGEST))
                    .append('\t')
                    .append(plain(event.detail(), LONGEST))
                    .append('\n');
        return text.toString();
    }

    /** Cuts a text and replaces control characters (tabs, line ends, U+0000) and surrogates with spaces, so that PostgreSQL accepts it. */
    static String plain(String text, int longest) {
        String cut = text.length() > longest ? text.substring(0, longest) : text;
        int first = 0;
        while (first < cut.length() && !disturbs(cut.charAt(first))) first++;
        if (first == cut.length()) return cut;
        var other = new StringBuilder(cut);
        for (int i = first; i < other.length(); i++) if (disturbs(other.charAt(i))) other.setCharAt(i, ' ');
        return other.toString();
    }

    /** Surrogates are replaced, too, since a cut may leave half of a pair. */
    private static boolean disturbs(char character) {
        return Character.isISOControl(character) || Character.isSurrogate(character);
    }

    static List<TrailEvent> read(String text) {
        var events = new ArrayList<TrailEvent>();
        for (String line : text.split("\n", -1)) event(line).ifPresent(events::add);
        events.sort(Comparator.comparing(TrailEvent::at));
        return events;
    }

    /** Absent for a step of a newer Aldis that this one does not know. */
    private static Optional<TrailEvent> event(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != PARTS) return Optional.empty();
        try {
            return Optional.of(new TrailEvent(
                    Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS),
                    TrailEvent.What.valueOf(parts[1]),
                    Integer.parseInt(parts[2]),
                    parts[3],
                    parts[4]));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
