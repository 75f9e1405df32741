package io.aldis.app.command;

import io.aldis.agent.Content;
import io.aldis.agent.IncomingMessage;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import tools.jackson.core.JsonGenerator;

/** Prints messages as they come, and tells when there were enough. Safe for every thread. */
final class MessagePrinter {
    private final PrintStream out;
    private final boolean json;
    private final Runnable enough;
    private int left;

    /** @param most messages; more are not printed */
    MessagePrinter(PrintStream out, boolean json, int most, Runnable enough) {
        this.out = out;
        this.json = json;
        this.left = most;
        this.enough = enough;
    }

    synchronized void print(IncomingMessage message) {
        if (left == 0) return;
        out.println(json ? Json.object(line -> write(message, line)) : sentence(message));
        left--;
        if (left == 0) enough.run();
    }

    private static String sentence(IncomingMessage message) {
        return harmless(message.from().text() + ": " + message.content());
    }

    /** What a stranger sends must not move the cursor or change the title of somebody's terminal. */
    private static String harmless(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "\uFFFD");
    }

    private static void write(IncomingMessage message, JsonGenerator json) {
        json.writeStringProperty(
                "received", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        json.writeStringProperty("id", message.id().value());
        json.writeStringProperty("from", message.from().text());
        json.writeStringProperty("display", message.display());
        json.writeStringProperty("to", message.to().text());
        json.writeStringProperty("type", message.content().type());
        switch (message.content()) {
            case Content.Text(var text) -> json.writeStringProperty("text", text);
            case Content.Bytes bytes ->
                json.writeStringProperty("body", Base64.getEncoder().encodeToString(bytes.bytes()));
        }
    }
}
