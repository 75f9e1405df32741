package io.aldis.app.archive;

import io.aldis.sip.Aor;
import io.aldis.sip.SyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The properties of a JSON object. Each method throws {@link ArchiveException} when the property is missing or has another form. Error
 * messages contain no secrets and no stored messages.
 */
record Fields(JsonNode object) {
    private static final int SHOWN = 80;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** @throws ArchiveException when the node is no object, or has a property that is not named here */
    static Fields of(JsonNode node, String... names) {
        if (!node.isObject()) throw ArchiveException.expected("a JSON object", node.getNodeType());
        Set<String> known = Set.of(names);
        for (String name : node.propertyNames())
            if (!known.contains(name))
                throw ArchiveException.expected("no other property than " + List.of(names), shown(name));
        return new Fields(node);
    }

    /** The text in quotes for an error message: without control characters, 80 characters at most. */
    static String shown(String text) {
        String bare = text.replaceAll("\\p{Cntrl}", "\uFFFD");
        return '"' + (bare.length() > SHOWN ? bare.substring(0, SHOWN) + "…" : bare) + '"';
    }

    JsonNode node(String name) {
        return object.path(name);
    }

    String text(String name) {
        JsonNode value = node(name);
        if (!value.isString()) throw ArchiveException.expected('"' + name + "\" to be a string", value.getNodeType());
        return value.stringValue();
    }

    boolean truth(String name) {
        JsonNode value = node(name);
        if (!value.isBoolean())
            throw ArchiveException.expected('"' + name + "\" to be true or false", value.getNodeType());
        return value.booleanValue();
    }

    Aor account() {
        String text = text("account");
        try {
            return Aor.parse(text);
        } catch (SyntaxException e) {
            throw ArchiveException.expected("\"account\" to be sip:user@domain", shown(text));
        }
    }

    /** A time in 1970 to 9999, cut to milliseconds, the precision of the stores. */
    Instant instant(String name) {
        String text = text(name);
        try {
            Instant instant = Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
            if (!instant.isBefore(Instant.EPOCH) && !instant.isAfter(LATEST)) return instant;
        } catch (DateTimeException e) {
            throw noInstant(name, text);
        }
        throw noInstant(name, text);
    }

    private static ArchiveException noInstant(String name, String text) {
        return ArchiveException.expected(
                '"' + name + "\" to be a time such as 2026-11-23T12:00:00Z, from 1970 to 9999", shown(text));
    }

    long number(String name, long most) {
        JsonNode value = node(name);
        if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0 && value.longValue() <= most)
            return value.longValue();
        throw ArchiveException.expected('"' + name + "\" to be a number from 0 to " + most, shown(value.toString()));
    }

    /** A number of 64 bits that is written as a string. */
    long signed(String name) {
        String text = text(name);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ArchiveException.expected('"' + name + "\" to be a string with a whole number", shown(text));
        }
    }

    byte[] octets(String name) {
        String text = text(name);
        try {
            byte[] octets = Base64.getDecoder().decode(text);
            if (octets.length > 0) return octets;
        } catch (IllegalArgumentException e) {
            throw ArchiveException.expected(
                    '"' + name + "\" to be in Base64", "a string of " + text.length() + " characters that is not");
        }
        throw ArchiveException.expected('"' + name + "\" to be a message in Base64", "empty");
    }

    /** The index of the property's value in {@code words}. */
    int oneOf(String name, List<String> words) {
        String text = text(name);
        int found = words.indexOf(text);
        if (found < 0) throw ArchiveException.expected('"' + name + "\" to be one of " + words, shown(text));
        return found;
    }
}
