package io.aldis.app.command;

import io.aldis.agent.Failure;
import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** Reports the outcome of a message: a sentence or JSON, and the exit code. */
record SendReport(Message message, Outcome outcome) {
    private static final int DELIVERED = 0;
    private static final int NOT_DELIVERED = 1;
    private static final int ACCEPTED = 3;

    /** Prints the outcome. @return the exit code */
    int tell(Terminal terminal, boolean json) {
        if (json) terminal.out().println(Json.object(this::write));
        else if (code() != NOT_DELIVERED) terminal.out().println(sentence());
        if (code() == NOT_DELIVERED) terminal.say(sentence());
        return code();
    }

    int code() {
        return switch (outcome) {
            case Outcome.Delivered _ -> DELIVERED;
            case Outcome.Accepted _ -> ACCEPTED;
            case Outcome.Refused _, Outcome.Failed _ -> NOT_DELIVERED;
        };
    }

    String sentence() {
        String to = message.to().text();
        return switch (outcome) {
            case Outcome.Delivered done ->
                "Delivered to " + to + " in " + done.took().toMillis() + " ms";
            case Outcome.Accepted _ -> "Accepted for " + to + ": kept until " + name() + " is back";
            case Outcome.Refused refused ->
                "Not delivered to " + to + ": "
                        + MessagePrinter.harmless(
                                refused.status() + " " + refused.reason() + RefusalAdvice.words(refused));
            case Outcome.Failed failed ->
                "Not delivered to " + to + ": " + PlainWords.of(failed.failure().sentence()) + cure(failed.failure());
        };
    }

    /** The user part of the recipient. */
    private String name() {
        return message.to().text().replaceFirst("(?s)^\\w+:([^@:;]+)@.*$", "$1");
    }

    /** What the user can do about the failure. */
    private static String cure(Failure failure) {
        return failure instanceof Failure.TooLarge
                ? " (RFC 3428 §8). If every hop is TCP, as to a server of your own, add --path-is-safe"
                : "";
    }

    private void write(JsonGenerator json) {
        json.writeStringProperty("outcome", outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        json.writeStringProperty("to", message.to().text());
        json.writeStringProperty("id", outcome.id().value());
        switch (outcome) {
            case Outcome.Delivered done -> answered(json, 200, done.took().toMillis());
            case Outcome.Accepted done -> answered(json, 202, done.took().toMillis());
            case Outcome.Refused refused -> {
                json.writeNumberProperty("status", refused.status());
                json.writeStringProperty("reason", refused.reason());
                refused.retryAfter().ifPresent(wait -> json.writeNumberProperty("retryAfterSeconds", wait.toSeconds()));
                refused.details().warning().ifPresent(warning -> json.writeStringProperty("warning", warning));
            }
            case Outcome.Failed failed ->
                json.writeStringProperty(
                        "reason", PlainWords.of(failed.failure().sentence()));
        }
    }

    private static void answered(JsonGenerator json, int status, long millis) {
        json.writeNumberProperty("status", status);
        json.writeNumberProperty("milliseconds", millis);
    }
}
