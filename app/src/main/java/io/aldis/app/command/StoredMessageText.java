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
final class StoredMessageText {
    /** Content-Type and body of a stored message. */
    private record Body(String type, byte[] octets) {
        static Body of(StoredMessage message) {
            return StoredRequest.open(message.bytes())
                    .map(request -> new Body(
                            request.headers().get(HeaderName.CONTENT_TYPE).orElse("no type"), request.body()))
                    .orElse(new Body("unreadable", new byte[0]));
        }
    }

    private StoredMessageText() {}

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
        StoredMessage message = listed.message();
        Body body = Body.of(message);
        return listed.id() + "  " + message.arrived().truncatedTo(ChronoUnit.SECONDS) + "  from "
                + MessagePrinter.harmless(message.sender()) + "  " + MessagePrinter.harmless(body.type()) + ", "
                + body.octets().length + " octets (" + message.bytes().length + " with headers), "
                + kind(message) + ", until " + message.expires().truncatedTo(ChronoUnit.SECONDS) + ", "
                + waiting(listed);
    }

    private static String waiting(MailboxEntry listed) {
        return listed.waiting().isEmpty() && !listed.taken()
                ? "for whichever device registers next"
                : listed.waiting().size() + " waiting, " + tries(listed) + " tries";
    }

    private static String kind(StoredMessage message) {
        return message.kind().name().toLowerCase(Locale.ROOT);
    }

    private static int tries(MailboxEntry listed) {
        return listed.waiting().stream().mapToInt(MailboxEntry.Waiting::tries).sum();
    }

    static String json(MailboxEntry listed) {
        return Json.object(json -> write(listed, json));
    }

    /** One JSON object with the message itself: body and message in Base64, and the text of a body in UTF-8. */
    static String wholeAsJson(MailboxEntry listed) {
        byte[] body = Body.of(listed.message()).octets();
        return Json.object(json -> {
            write(listed, json);
            text(body).ifPresent(text -> json.writeStringProperty("text", text));
            json.writeName("body");
            json.writeBinary(body);
            json.writeName("message");
            json.writeBinary(listed.message().bytes());
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
        StoredMessage message = listed.message();
        Body body = Body.of(message);
        json.writeNumberProperty("id", listed.id());
        json.writeStringProperty("account", message.account().toString());
        json.writeStringProperty("from", message.sender());
        json.writeStringProperty("kind", kind(message));
        json.writeStringProperty("arrived", message.arrived().toString());
        json.writeStringProperty("expires", message.expires().toString());
        json.writeStringProperty("type", body.type());
        json.writeNumberProperty("size", body.octets().length);
        json.writeNumberProperty("octets", message.bytes().length);
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
        String text = new String(listed.message().bytes(), StandardCharsets.UTF_8);
        return MessagePrinter.harmless(text.replace("\r\n", "\n"));
    }
}
