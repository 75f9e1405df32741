package io.aldis.lab.conformance;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Requirements for which a test shows that Aldis does otherwise: {@code id TAB number of the ADR} in {@code deviations.tsv}. */
final class Deviations {
    private Deviations() {}

    static Map<String, Integer> read(Path file) {
        var deviations = new TreeMap<String, Integer>();
        for (String line : Requirement.lines(file)) {
            String[] cells = line.split("\t", -1);
            if (cells.length != 2 || !cells[1].matches("\\d+"))
                throw new IllegalArgumentException(
                        file + ": expected id, tab and the number of an ADR but found: " + line);
            if (deviations.put(cells[0], Integer.valueOf(cells[1])) != null)
                throw new IllegalArgumentException(file + ": there twice: " + cells[0]);
        }
        return deviations;
    }
}
