package io.aldis.app.archive;

import io.aldis.server.Account;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceTraits;
import io.aldis.server.MailboxEntry.Waiting;
import io.aldis.server.Policy;
import io.aldis.server.StoredMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the lines of an archive, and counts them. For one thread. */
final class EntryWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final OutputStream out;
    private Counts counts = Counts.NONE;

    EntryWriter(OutputStream out) {
        this.out = out;
    }

    Counts counts() {
        return counts;
    }

    void write(ArchiveLine entry) throws IOException {
        var line = new java.io.ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            properties(entry, json);
            json.writeEndObject();
        }
        line.write('\n');
        line.writeTo(out);
        counts = counts.and(entry);
    }

    private static void properties(ArchiveLine entry, JsonGenerator json) {
        switch (entry) {
            case ArchiveLine.Head _ -> head(json);
            case ArchiveLine.OfAccount(Account account) -> account(account, json);
            case ArchiveLine.OfDevice(Known known) -> device(known, json);
            case ArchiveLine.OfMessage message -> message(message, json);
            case ArchiveLine.End(Counts counts) -> end(counts, json);
        }
    }

    private static void head(JsonGenerator json) {
        json.writeStringProperty("format", ArchiveLine.Head.FORMAT);
        json.writeNumberProperty("version", ArchiveLine.Head.VERSION);
    }

    private static void account(Account account, JsonGenerator json) {
        json.writeStringProperty("type", "account");
        json.writeStringProperty("account", account.aor().toString());
        json.writeObjectPropertyStart("secrets");
        new TreeMap<>(account.secrets()).forEach(json::writeStringProperty);
        json.writeEndObject();
        if (account.acceptFirst() != Account.AcceptFirst.DEFAULT)
            json.writeStringProperty("acceptFirst", account.acceptFirst().name().toLowerCase(Locale.ROOT));
        if (account.policy().equals(Policy.NONE)) return;
        json.writeArrayPropertyStart("policy");
        account.policy().lines().forEach(json::writeString);
        json.writeEndArray();
    }

    private static void device(Known known, JsonGenerator json) {
        json.writeStringProperty("type", "device");
        json.writeStringProperty("account", known.device().account().toString());
        json.writeStringProperty("device", known.device().id());
        json.writeStringProperty("seen", known.seen().toString());
        DeviceTraits traits = known.traits();
        trait("contact", traits.contact(), json);
        trait("callId", traits.callId(), json);
        trait("userAgent", traits.userAgent(), json);
        if (known.reached() != Reached.UNKNOWN)
            json.writeBooleanProperty("udpOnly", known.reached() == Reached.BY_UDP_ALONE);
    }

    /** Writes a property unless it is empty. */
    private static void trait(String name, String value, JsonGenerator json) {
        if (!value.isEmpty()) json.writeStringProperty(name, value);
    }

    private static void message(ArchiveLine.OfMessage entry, JsonGenerator json) {
        StoredMessage message = entry.message();
        json.writeStringProperty("type", "letter");
        json.writeStringProperty("account", message.account().toString());
        json.writeStringProperty("sender", message.sender());
        json.writeStringProperty("kind", message.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("arrived", message.arrived().toString());
        json.writeStringProperty("expires", message.expires().toString());
        json.writeStringProperty(
                "seed", Long.toString(message.seed())); // as a string: JSON readers round large numbers
        if (entry.taken()) json.writeBooleanProperty("taken", true);
        if (entry.only()) json.writeBooleanProperty("only", true);
        json.writeArrayPropertyStart("waiting");
        for (Waiting each : entry.waiting()) {
            json.writeStartObject();
            json.writeStringProperty("device", each.device());
            json.writeNumberProperty("tries", each.tries());
            json.writeStringProperty("notBefore", each.notBefore().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeName("octets");
        json.writeBinary(message.bytes());
    }

    private static void end(Counts counts, JsonGenerator json) {
        json.writeStringProperty("type", "end");
        json.writeNumberProperty("accounts", counts.accounts());
        json.writeNumberProperty("devices", counts.devices());
        json.writeNumberProperty("letters", counts.messages());
    }
}
