package io.aldis.lab.conformance;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Requirements that no test shows, each with the reason: {@code id TAB reason} in {@code waivers.tsv}. */
final class Waivers {
    private Waivers() {}

    static Map<String, String> read(Path file) {
        var waivers = new TreeMap<String, String>();
        for (String line : Requirement.lines(file)) {
            int tab = line.indexOf('\t');
            if (tab < 1 || line.substring(tab).isBlank())
                throw new IllegalArgumentException(file + ": expected id, tab and a reason but found: " + line);
            String before =
                    waivers.put(line.substring(0, tab), line.substring(tab + 1).strip());
            if (before != null) throw new IllegalArgumentException(file + ": there twice: " + line.substring(0, tab));
        }
        return waivers;
    }
}
