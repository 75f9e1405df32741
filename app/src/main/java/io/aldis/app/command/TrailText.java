package io.aldis.app.command;

import io.aldis.server.Trail;
import io.aldis.server.TrailEvent;
import io.aldis.server.TrailEvent.What;
import io.aldis.server.TrailGap;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Formats trails as lines and as JSON. */
final class TrailText {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int WIDTH = 80;
    private static final String INDENT = " ".repeat(30);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private TrailText() {}

    /** Addresses, Call-ID, the day, then one line for each step. Lines are wrapped at 80 columns; longer words are broken. */
    static String lines(Trail trail) {
        var text = new StringBuilder();
        text.append(wrapped(trail.sender() + " -> " + trail.recipient(), "  "));
        text.append('\n').append(wrapped("  Call-ID " + trail.callId(), "  "));
        String day = "";
        Set<String> sentTo = new HashSet<>();
        for (TrailEvent event : trail.events()) {
            boolean again = event.what() == What.SENT && !sentTo.add(event.whom());
            String today = DAY.format(event.at());
            if (!today.equals(day)) text.append("\n  ").append(today);
            day = today;
            String step = String.format(
                    Locale.ROOT, "    %s  %-10s ", HOUR.format(event.at()), again ? "sent again" : word(event.what()));
            text.append('\n').append(wrapped(step + sentence(event), INDENT));
        }
        return text.toString();
    }

    /** Wraps a line at blanks, or in a word that is too long; following lines are indented. */
    private static String wrapped(String line, String indent) {
        var text = new StringBuilder();
        String rest = MessagePrinter.harmless(line);
        while (rest.length() > WIDTH) {
            int blank = rest.lastIndexOf(' ', WIDTH);
            boolean broken = rest.substring(0, Math.max(blank, 0)).isBlank();
            int end = broken ? wholeCharacters(rest) : blank;
            text.append(rest, 0, end).append('\n');
            rest = indent + rest.substring(broken ? end : end + 1);
        }
        return text.append(rest).toString();
    }

    /** As many as fit without half of a surrogate pair. */
    private static int wholeCharacters(String line) {
        return Character.isHighSurrogate(line.charAt(WIDTH - 1)) ? WIDTH - 1 : WIDTH;
    }

    /**
     * Whether a trail ends with the challenge of the next one, which is the same message with credentials. Both are then shown as one.
     *
     * @param next a later trail
     */
    static boolean folds(Trail trail, Trail next) {
        return !trail.events().isEmpty()
                && trail.events().getLast().what() == What.CHALLENGED
                && trail.callId().equals(next.callId())
                && trail.sender().equals(next.sender())
                && trail.recipient().equals(next.recipient());
    }

    /** Both trails as one. */
    static Trail folded(Trail trail, Trail next) {
        var events = new ArrayList<>(trail.events());
        events.addAll(next.events());
        return new Trail(next.mark(), trail.began(), trail.callId(), trail.sender(), trail.recipient(), events);
    }

    private static String word(What what) {
        return what.name().toLowerCase(Locale.ROOT);
    }

    private static String sentence(TrailEvent event) {
        String answer = event.code() == 0 ? "no answer" : Integer.toString(event.code());
        String detail = event.detail().isEmpty() ? "" : ", " + event.detail();
        return switch (event.what()) {
                    case RECEIVED -> "from " + event.whom();
                    case IDENTIFIED -> "as " + event.whom();
                    case ROUTED, SENT -> "to " + event.whom();
                    case ANSWERED, POSTPONED -> answer + " by " + event.whom();
                    case UNANSWERED -> "by " + event.whom();
                    case STORED, FULL, EXPIRED -> "for " + event.whom();
                    case DROPPED ->
                        event.whom().isEmpty() ? answer + " to the sender" : "before delivery to " + event.whom();
                    case DELIVERED, ACCEPTED, CHALLENGED, REFUSED ->
                        event.whom().isEmpty() ? answer + " to the sender" : answer + " by " + event.whom();
                }
                + detail;
    }

    static String json(Trail trail) {
        return Json.object(json -> {
            json.writeStringProperty("callId", trail.callId());
            json.writeStringProperty("from", trail.sender());
            json.writeStringProperty("to", trail.recipient());
            json.writeStringProperty("began", trail.began().toString());
            json.writeArrayPropertyStart("events");
            for (TrailEvent event : trail.events()) {
                json.writeStartObject();
                json.writeStringProperty("at", event.at().toString());
                json.writeStringProperty("what", word(event.what()));
                if (event.code() != 0) json.writeNumberProperty("code", event.code());
                if (!event.whom().isEmpty()) json.writeStringProperty("whom", event.whom());
                if (!event.detail().isEmpty()) json.writeStringProperty("detail", event.detail());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static String line(TrailGap gap) {
        return "From " + time(gap.from()) + " to " + time(gap.until()) + " " + gap.messages()
                + " messages have no trail, and " + gap.steps()
                + " steps of kept ones are missing (trail.rate, trail.mailbox-rate)";
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }

    static String json(TrailGap gap) {
        return Json.object(json -> {
            json.writeStringProperty("gapFrom", gap.from().toString());
            json.writeStringProperty("gapUntil", gap.until().toString());
            json.writeNumberProperty("messages", gap.messages());
            json.writeNumberProperty("steps", gap.steps());
        });
    }
}
