package io.aldis.app.command;

import io.aldis.server.Letter;
import io.aldis.server.Listed;
import io.aldis.server.Mailbox;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What is kept, as lines and as JSON. */
final class LetterText {
    private LetterText() {}

    static String line(Mailbox mailbox) {
        return mailbox.account() + "  " + mailbox.messages() + " messages, " + mailbox.bytes() + " octets";
    }

    static String json(Mailbox mailbox) {
        return Json.object(json -> {
            json.writeStringProperty("account", mailbox.account().toString());
            json.writeNumberProperty("messages", mailbox.messages());
            json.writeNumberProperty("octets", mailbox.bytes());
        });
    }

    static String line(Listed listed) {
        Letter letter = listed.letter();
        return listed.id() + "  " + letter.arrived().truncatedTo(ChronoUnit.SECONDS) + "  from "
                + MessagePrinter.harmless(letter.sender()) + "  " + letter.bytes().length + " octets, "
                + kind(letter) + ", until " + letter.expires().truncatedTo(ChronoUnit.SECONDS) + ", "
                + listed.waiting().size() + " waiting, " + tries(listed) + " tries";
    }

    private static String kind(Letter letter) {
        return letter.kind().name().toLowerCase(Locale.ROOT);
    }

    private static int tries(Listed listed) {
        return listed.waiting().stream().mapToInt(Listed.Waiting::tries).sum();
    }

    static String json(Listed listed) {
        Letter letter = listed.letter();
        return Json.object(json -> {
            json.writeNumberProperty("id", listed.id());
            json.writeStringProperty("account", letter.account().toString());
            json.writeStringProperty("from", letter.sender());
            json.writeStringProperty("kind", kind(letter));
            json.writeStringProperty("arrived", letter.arrived().toString());
            json.writeStringProperty("expires", letter.expires().toString());
            json.writeNumberProperty("octets", letter.bytes().length);
            json.writeArrayPropertyStart("waiting");
            for (Listed.Waiting waiting : listed.waiting()) {
                json.writeStartObject();
                json.writeStringProperty("device", waiting.device());
                json.writeNumberProperty("tries", waiting.tries());
                json.writeStringProperty("notBefore", waiting.notBefore().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** The message itself, as a terminal can bear it. */
    static String whole(Listed listed) {
        String text = new String(listed.letter().bytes(), StandardCharsets.UTF_8);
        return MessagePrinter.harmless(text.replace("\r\n", "\n"));
    }
}
