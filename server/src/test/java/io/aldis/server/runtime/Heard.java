package io.aldis.server.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A message that a {@link Phone} has heard, taken apart without the code under test. */
record Heard(byte[] bytes) {
    private static final List<String> COPIED = List.of("via", "v", "from", "f", "to", "t", "call-id", "i", "cseq");

    /** All of it, one character for each octet. */
    String text() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    String startLine() {
        return text().substring(0, text().indexOf("\r\n"));
    }

    int code() {
        return Integer.parseInt(startLine().substring(8, 11));
    }

    String requestUri() {
        return startLine().split(" ")[1];
    }

    /** The lines of the head after the first. */
    List<String> lines() {
        String head = text().substring(0, text().indexOf("\r\n\r\n"));
        return Arrays.asList(head.split("\r\n")).subList(1, head.split("\r\n").length);
    }

    /** The values of all lines of that name. */
    List<String> all(String name) {
        var values = new ArrayList<String>();
        for (String line : lines())
            if (name(line).equals(name.toLowerCase(Locale.ROOT)))
                values.add(line.substring(line.indexOf(':') + 1).strip());
        return values;
    }

    private static String name(String line) {
        boolean folded = line.startsWith(" ") || line.startsWith("\t");
        return folded ? "" : line.substring(0, line.indexOf(':')).strip().toLowerCase(Locale.ROOT);
    }

    String header(String name) {
        List<String> values = all(name);
        if (values.size() != 1) throw new AssertionError("expected one " + name + " in\n" + text());
        return values.getFirst();
    }

    boolean has(String name) {
        return !all(name).isEmpty();
    }

    byte[] body() {
        return Arrays.copyOfRange(bytes, text().indexOf("\r\n\r\n") + 4, bytes.length);
    }

    /** The body, in UTF-8. */
    String bodyText() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    /** The value of {@code name=value} in that text, without quotes. */
    static String parameter(String text, String name) {
        for (String piece : text.split("[;,\\s<>]+")) {
            if (piece.startsWith(name + "="))
                return piece.substring(name.length() + 1).replace("\"", "");
        }
        throw new AssertionError("expected " + name + "= in " + text);
    }

    /** What RFC 3261 §8.2.6 has a response copy, line by line; the To line gets the tag when it has none. */
    String copied(String tag) {
        var out = new StringBuilder();
        for (String line : lines()) {
            if (!COPIED.contains(name(line))) continue;
            boolean untagged = (name(line).equals("to") || name(line).equals("t")) && !line.contains(";tag=");
            out.append(line)
                    .append(untagged && !tag.isEmpty() ? ";tag=" + tag : "")
                    .append("\r\n");
        }
        return out.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Heard heard && Arrays.equals(heard.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text();
    }
}
