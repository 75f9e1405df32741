package io.aldis.app.command;

import io.aldis.server.Mailbox;
import io.aldis.server.MailboxEntry;
import io.aldis.server.StoredMessage;
import io.aldis.server.mailbox.StoredRequest;
import io.aldis.sip.HeaderName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Formats mailboxes and stored messages, as lines and as JSON. */
final class LetterText {
    /** Content-Type and body of a stored message. */
    private record Body(String type, byte[] octets) {
        static Body of(StoredMessage letter) {
            return StoredRequest.open(letter.bytes())
                    .map(request -> new Body(
                            request.headers().get(HeaderName.CONTENT_TYPE).orElse("no type"), request.body()))
                    .orElse(new Body("unreadable", new byte[0]));
        }
    }

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

    static String line(MailboxEntry listed) {
        StoredMessage letter = listed.letter();
        Body body = Body.of(letter);
        return listed.id() + "  " + letter.arrived().truncatedTo(ChronoUnit.SECONDS) + "  from "
                + MessagePrinter.harmless(letter.sender()) + "  " + MessagePrinter.harmless(body.type()) + ", "
                + body.octets().length + " octets (" + letter.bytes().length + " with headers), "
                + kind(letter) + ", until " + letter.expires().truncatedTo(ChronoUnit.SECONDS) + ", "
                + waiting(listed);
    }

    private static String waiting(MailboxEntry listed) {
        return listed.waiting().isEmpty() && !listed.taken()
                ? "for whichever device registers next"
                : listed.waiting().size() + " waiting, " + tries(listed) + " tries";
    }

    private static String kind(StoredMessage letter) {
        return letter.kind().name().toLowerCase(Locale.ROOT);
    }

    private static int tries(MailboxEntry listed) {
        return listed.waiting().stream().mapToInt(MailboxEntry.Waiting::tries).sum();
    }

    static String json(MailboxEntry listed) {
        return Json.object(json -> write(listed, json));
    }

    /** One JSON object with the message itself: body and message in Base64, and the text of a body in UTF-8. */
    static String wholeAsJson(MailboxEntry listed) {
        byte[] body = Body.of(listed.letter()).octets();
        return Json.object(json -> {
            write(listed, json);
            text(body).ifPresent(text -> json.writeStringProperty("text", text));
            json.writeName("body");
            json.writeBinary(body);
            json.writeName("message");
            json.writeBinary(listed.letter().bytes());
        });
    }

    private static Optional<String> text(byte[] octets) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static void write(MailboxEntry listed, JsonGenerator json) {
        StoredMessage letter = listed.letter();
        Body body = Body.of(letter);
        json.writeNumberProperty("id", listed.id());
        json.writeStringProperty("account", letter.account().toString());
        json.writeStringProperty("from", letter.sender());
        json.writeStringProperty("kind", kind(letter));
        json.writeStringProperty("arrived", letter.arrived().toString());
        json.writeStringProperty("expires", letter.expires().toString());
        json.writeStringProperty("type", body.type());
        json.writeNumberProperty("size", body.octets().length);
        json.writeNumberProperty("octets", letter.bytes().length);
        json.writeBooleanProperty("taken", listed.taken());
        if (listed.only()) json.writeBooleanProperty("only", true);
        json.writeArrayPropertyStart("waiting");
        for (MailboxEntry.Waiting waiting : listed.waiting()) {
            json.writeStartObject();
            json.writeStringProperty("device", waiting.device());
            json.writeNumberProperty("tries", waiting.tries());
            json.writeStringProperty("notBefore", waiting.notBefore().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The message itself, without characters that a terminal would interpret. */
    static String whole(MailboxEntry listed) {
        String text = new String(listed.letter().bytes(), StandardCharsets.UTF_8);
        return MessagePrinter.harmless(text.replace("\r\n", "\n"));
    }
}
