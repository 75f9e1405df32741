package io.aldis.app.command;

import io.aldis.server.Trail;
import io.aldis.server.TrailEvent;
import io.aldis.server.TrailEvent.What;
import io.aldis.server.TrailGap;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Time lines, as lines and as JSON. */
final class TrailText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private TrailText() {}

    /** A line with the ids, then one for each step. */
    static String lines(Trail trail) {
        var text = new StringBuilder();
        text.append(trail.sender()).append(" -> ").append(trail.recipient());
        text.append("  Call-ID ").append(trail.callId());
        Set<String> sentTo = new HashSet<>();
        for (TrailEvent event : trail.events()) {
            boolean again = event.what() == What.SENT && !sentTo.add(event.whom());
            text.append("\n  ").append(TIME.format(event.at())).append("  ");
            text.append(String.format(Locale.ROOT, "%-10s ", again ? "sent again" : word(event.what())));
            text.append(sentence(event));
        }
        return MessagePrinter.harmless(text.toString());
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
