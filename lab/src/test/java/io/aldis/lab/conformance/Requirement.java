package io.aldis.lab.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One thing that an RFC asks.
 *
 * @param rfc its number
 * @param id as tests cite it
 */
record Requirement(String rfc, String id, String level, String asks) {
    private static final int COLUMNS = 7;

    /** A table of RFC 3428 has no column for the RFC; that of its relatives has it in front. */
    static List<Requirement> read(Path table) {
        List<String> lines = lines(table);
        int shift = lines.getFirst().startsWith("rfc\t") ? 1 : 0;
        return lines.stream().skip(1).map(line -> of(line, shift)).toList();
    }

    private static Requirement of(String line, int shift) {
        String[] cells = line.split("\t", -1);
        if (cells.length < COLUMNS + shift)
            throw new IllegalArgumentException(
                    "expected at least " + (COLUMNS + shift) + " columns but found: " + line);
        String id = cells[shift];
        // with the RFC in front or without it: id, section, role, level, asks, test, priority
        return new Requirement(id.substring(0, id.indexOf('-')), id, cells[3 + shift], cells[4 + shift]);
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
