package io.aldis.app.command;

import io.aldis.agent.Content;
import io.aldis.agent.IncomingMessage;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Prints incoming messages, one line each. Safe for every thread.
 *
 * @param json whether as a JSON object, else as text
 */
record MessagePrinter(PrintStream out, boolean json) implements Consumer<IncomingMessage> {
    @Override
    public void accept(IncomingMessage message) {
        out.println(json ? json(message) : sentence(message));
    }

    static String json(IncomingMessage message) {
        return Json.object(line -> write(message, line));
    }

    private static String sentence(IncomingMessage message) {
        String late = message.expired() ? " (too late)" : "";
        String replay = message.possibleReplay() ? " (perhaps a replay)" : "";
        return harmless(message.from().text() + late + replay + ": " + message.content());
    }

    /**
     * Replaces characters of a peer that a terminal would interpret: control characters (U+009B begins an escape sequence, as ESC [ does),
     * line separators, and overrides of the writing direction. Line feeds and tabs stay.
     */
    static String harmless(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}\u202D\u202E&&[^\\n\\t]]", "\uFFFD");
    }

    private static void write(IncomingMessage message, JsonGenerator json) {
        json.writeStringProperty(
                "received", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        json.writeStringProperty("id", message.id().value());
        json.writeStringProperty("from", message.from().text());
        json.writeStringProperty("display", message.display());
        json.writeStringProperty("to", message.to().text());
        message.date().ifPresent(date -> json.writeStringProperty("date", date.toString()));
        message.subject().ifPresent(subject -> json.writeStringProperty("subject", subject));
        json.writeStringProperty("type", message.content().type());
        switch (message.content()) {
            case Content.Text(var text) -> json.writeStringProperty("text", text);
            case Content other -> {
                other.asText().ifPresent(text -> json.writeStringProperty("text", text));
                json.writeStringProperty("body", Base64.getEncoder().encodeToString(other.bytes()));
            }
        }
        if (message.expired()) json.writeBooleanProperty("expired", true);
        if (message.possibleReplay()) json.writeBooleanProperty("possibleReplay", true);
    }
}
