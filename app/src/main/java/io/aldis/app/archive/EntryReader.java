package io.aldis.app.archive;

import io.aldis.server.Account;
import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceTraits;
import io.aldis.server.DigestUsernames;
import io.aldis.server.MailboxEntry.Waiting;
import io.aldis.server.Policy;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import io.aldis.sip.digest.Algorithm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads and checks the lines of an archive. Each method throws {@link ArchiveException} for a line that is wrong. */
final class EntryReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final List<String> TYPES = List.of("account", "device", "letter", "end");
    private static final List<String> KINDS = List.of("text", "receipt");
    private static final List<String> ACCEPT_FIRST = List.of("default", "on", "off");

    private EntryReader() {}

    static void head(byte[] line) {
        JsonNode node = json(line);
        String format = node.path("format").asString("");
        if (!format.equals(ArchiveLine.Head.FORMAT))
            throw ArchiveException.expected(
                    "{\"format\":\"" + ArchiveLine.Head.FORMAT + "\",\"version\":" + ArchiveLine.Head.VERSION + "}",
                    format.isEmpty() ? "another line" : "the format " + Fields.shown(format));
        long version = new Fields(node).number("version", Long.MAX_VALUE);
        if (version > ArchiveLine.Head.VERSION)
            throw new ArchiveException("was written by a newer Aldis: the archive has version " + version
                    + ", this one knows " + ArchiveLine.Head.VERSION);
        if (version < 1) throw ArchiveException.expected("\"version\" to be 1", version);
    }

    static ArchiveLine entry(byte[] line) {
        JsonNode node = json(line);
        if (!node.isObject()) throw ArchiveException.expected("a JSON object", node.getNodeType());
        return switch (new Fields(node).oneOf("type", TYPES)) {
            case 0 -> account(Fields.of(node, "type", "account", "secrets", "acceptFirst", "policy"));
            case 1 ->
                device(Fields.of(
                        node, "type", "account", "device", "seen", "contact", "callId", "userAgent", "udpOnly"));
            case 2 ->
                message(Fields.of(
                        node, "type", "account", "sender", "kind", "arrived", "expires", "seed", "taken", "only",
                        "waiting", "octets"));
            default -> end(Fields.of(node, "type", "accounts", "devices", "letters"));
        };
    }

    private static JsonNode json(byte[] line) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) { // its message may contain parts of the line
            throw ArchiveException.expected(
                    "one JSON object",
                    "something else, from column " + Math.max(1, e.getLocation().getColumnNr()) + " on");
        }
    }

    private static ArchiveLine account(Fields fields) {
        Aor aor = fields.account();
        return new ArchiveLine.OfAccount(
                new Account(aor, secrets(aor, fields.node("secrets")), acceptFirst(fields), policy(fields)));
    }

    private static Map<String, String> secrets(Aor aor, JsonNode secrets) {
        Map<String, Algorithm> known = new LinkedHashMap<>();
        for (Algorithm algorithm : DigestUsernames.ALGORITHMS)
            for (String username : DigestUsernames.of(aor))
                known.put(DigestUsernames.key(aor, algorithm, username), algorithm);
        Fields fields = Fields.of(secrets, known.keySet().toArray(String[]::new));
        Map<String, String> all = new HashMap<>();
        known.forEach((key, algorithm) -> {
            if (secrets.has(key)) all.put(key, secret(fields, key, algorithm));
        });
        return all;
    }

    private static Account.AcceptFirst acceptFirst(Fields fields) {
        return fields.object().has("acceptFirst")
                ? Account.AcceptFirst.values()[fields.oneOf("acceptFirst", ACCEPT_FIRST)]
                : Account.AcceptFirst.DEFAULT;
    }

    private static Policy policy(Fields fields) {
        if (!fields.object().has("policy")) return Policy.NONE;
        JsonNode lines = fields.node("policy");
        if (!lines.isArray()) throw ArchiveException.expected("\"policy\" to be a list of rules", lines.getNodeType());
        try {
            return Policy.of(lines.valueStream().map(JsonNode::asString).toList());
        } catch (IllegalArgumentException e) {
            throw new ArchiveException(String.valueOf(e.getMessage()));
        }
    }

    private static String secret(Fields secrets, String key, Algorithm algorithm) {
        String secret = secrets.text(key);
        int digits = algorithm.ha1("", "", "").length();
        if (!secret.matches("[0-9a-f]{" + digits + "}"))
            throw ArchiveException.expected(
                    '"' + key + "\" to be " + digits + " digits of 0-9 and a-f",
                    secret.length() + " characters that are not");
        return secret;
    }

    private static ArchiveLine device(Fields fields) {
        String id = fields.text("device");
        if (id.isEmpty()) throw ArchiveException.expected("\"device\" to name a device", "empty");
        var traits = new DeviceTraits(
                optional(fields, "contact"), optional(fields, "callId"), optional(fields, "userAgent"));
        return new ArchiveLine.OfDevice(
                new Known(new Device(fields.account(), id), traits, reached(fields), fields.instant("seen")));
    }

    private static Reached reached(Fields fields) {
        if (!fields.object().has("udpOnly")) return Reached.UNKNOWN;
        return fields.truth("udpOnly") ? Reached.BY_UDP_ALONE : Reached.OTHERWISE;
    }

    private static String optional(Fields fields, String name) {
        return fields.object().has(name) ? fields.text(name) : "";
    }

    private static ArchiveLine message(Fields fields) {
        var message = new StoredMessage(
                fields.account(),
                fields.text("sender"),
                StoredMessage.Kind.values()[fields.oneOf("kind", KINDS)],
                fields.instant("arrived"),
                fields.instant("expires"),
                fields.signed("seed"),
                fields.octets("octets"));
        boolean taken = fields.object().has("taken") && fields.truth("taken");
        List<Waiting> waiting = waiting(fields.node("waiting"));
        if (taken && waiting.isEmpty())
            throw ArchiveException.expected("\"waiting\" to name a device, since another has taken it", "empty");
        boolean only = fields.object().has("only") && fields.truth("only");
        if (only && waiting.isEmpty())
            throw ArchiveException.expected("\"waiting\" to name the device that it is only for", "empty");
        return new ArchiveLine.OfMessage(message, taken, only, waiting);
    }

    /** Pending copies. Archives of old versions have an empty device, for the next one that registers: it is left out. */
    private static List<Waiting> waiting(JsonNode array) {
        if (!array.isArray())
            throw ArchiveException.expected("\"waiting\" to be a list of devices", array.getNodeType());
        var all = new ArrayList<Waiting>();
        var seen = new HashSet<String>();
        for (JsonNode each : array) {
            Fields fields = Fields.of(each, "device", "tries", "notBefore");
            String device = fields.text("device");
            if (!seen.add(device))
                throw ArchiveException.expected("each device of \"waiting\" once", Fields.shown(device) + " twice");
            int tries = (int) fields.number("tries", Integer.MAX_VALUE);
            var waiting = new Waiting(device, tries, fields.instant("notBefore"));
            if (!device.isEmpty()) all.add(waiting);
        }
        return all;
    }

    private static ArchiveLine end(Fields fields) {
        return new ArchiveLine.End(new Counts(
                fields.number("accounts", Long.MAX_VALUE),
                fields.number("devices", Long.MAX_VALUE),
                fields.number("letters", Long.MAX_VALUE)));
    }
}
