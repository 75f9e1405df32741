package io.aldis.app.archive;

import io.aldis.sip.Aor;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.digest.Algorithm;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads accounts from CSV (RFC 4180), one per line: an address, and a password or HA1. The first line may name the columns; otherwise they
 * are address, password, ha1. The separator is the first comma, semicolon or tab of the first line. Error messages contain no secret. For
 * one thread.
 */
final class AccountTable {
    private static final String ADDRESS = "address";
    private static final String PASSWORD = "password";

    /** Names of the HA1 columns, with the algorithm of each. */
    private static final Map<String, Algorithm> HASHES =
            Map.of("ha1", Algorithm.MD5, "ha1-sha-256", Algorithm.SHA_256, "ha1-sha-512-256", Algorithm.SHA_512_256);

    private static final List<String> USUAL = List.of(ADDRESS, PASSWORD, "ha1");

    private final char separator;
    private final List<String> columns;
    private final boolean named;

    /** @param first the first line */
    AccountTable(byte[] first) {
        String text = text(first);
        separator = separator(text);
        List<String> fields = fields(text).stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        named = fields.contains(ADDRESS);
        columns = named ? fields : USUAL;
        for (String column : columns)
            if (!USUAL.contains(column) && !HASHES.containsKey(column))
                throw ArchiveException.expected(
                        "columns address, password, ha1, ha1-sha-256 or ha1-sha-512-256", Fields.shown(column));
        if (new HashSet<>(columns).size() < columns.size())
            throw ArchiveException.expected("each column once", columns);
    }

    /** Whether the first line names the columns and is no account. */
    boolean named() {
        return named;
    }

    private static char separator(String first) {
        int found = 0;
        while (found < first.length() && ",;\t".indexOf(first.charAt(found)) < 0) found++;
        return found < first.length() ? first.charAt(found) : ',';
    }

    /** The account of a line; empty for a blank line. @throws ArchiveException when the line is wrong */
    Optional<Row> read(byte[] line) {
        String text = text(line);
        if (text.isBlank()) return Optional.empty();
        List<String> fields = fields(text);
        if (fields.size() > columns.size())
            throw ArchiveException.expected(columns.size() + " columns at the most", fields.size());
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) if (!fields.get(i).isEmpty()) row.put(columns.get(i), fields.get(i));
        Aor aor = address(row.getOrDefault(ADDRESS, "").strip());
        return Optional.of(new Row(aor, secrets(aor, row)));
    }

    /** An account of the table; {@code secrets} are HA1 values, with the keys that accounts have for them. */
    record Row(Aor aor, Map<String, String> secrets) {}

    private static Aor address(String text) {
        boolean bare = text.indexOf('@') > 0 && text.indexOf(':') < 0;
        try {
            return Aor.parse(bare ? "sip:" + text : text);
        } catch (SyntaxException e) {
            throw ArchiveException.expected("an address such as sip:alice@example.com", Fields.shown(text));
        }
    }

    private static Map<String, String> secrets(Aor aor, Map<String, String> row) {
        Map<String, String> secrets = new HashMap<>();
        HASHES.forEach((column, algorithm) -> {
            String ha1 = row.get(column);
            if (ha1 != null) secrets.put(algorithm.token(), hash(column, ha1.strip(), algorithm));
        });
        String password = row.get(PASSWORD);
        if (password == null && secrets.isEmpty())
            throw ArchiveException.expected("a password or ha1 for " + aor, "none");
        if (password == null) return secrets;
        if (!secrets.isEmpty()) throw ArchiveException.expected("a password or ha1 for " + aor, "both");
        return PasswordHashes.of(aor, password);
    }

    private static String hash(String column, String text, Algorithm algorithm) {
        int digits = algorithm.ha1("", "", "").length();
        String small = text.toLowerCase(Locale.ROOT);
        if (!small.matches("[0-9a-f]{" + digits + "}"))
            throw ArchiveException.expected(
                    column + " to be " + digits + " digits of 0-9 and a-f", text.length() + " characters that are not");
        return small;
    }

    /** The fields of a line. A field may be quoted; a quote in it is doubled. */
    private List<String> fields(String line) {
        var fields = new ArrayList<String>();
        int i = 0;
        do {
            var field = new StringBuilder();
            i = i < line.length() && line.charAt(i) == '"' ? quoted(line, i + 1, field) : plain(line, i, field);
            fields.add(field.toString());
            i++; // over the separator
        } while (i <= line.length());
        return fields;
    }

    private int plain(String line, int from, StringBuilder field) {
        int end = line.indexOf(separator, from);
        if (end < 0) end = line.length();
        field.append(line, from, end);
        return end;
    }

    private int quoted(String line, int from, StringBuilder field) {
        for (int i = from; i < line.length(); i++) {
            if (line.charAt(i) != '"') {
                field.append(line.charAt(i));
            } else if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (i + 1 == line.length() || line.charAt(i + 1) == separator) {
                return i + 1;
            } else {
                throw ArchiveException.expected("a separator behind a quoted field", "something else");
            }
        }
        throw ArchiveException.expected("a quote at the end of a quoted field", "the end of the line");
    }

    /** The line without a byte order mark (U+FEFF) at its begin and a CR at its end, which spreadsheets write. */
    private static String text(byte[] line) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
            return unmarked.endsWith("\r") ? unmarked.substring(0, unmarked.length() - 1) : unmarked;
        } catch (CharacterCodingException e) {
            throw ArchiveException.expected("text in UTF-8", "another");
        }
    }
}
