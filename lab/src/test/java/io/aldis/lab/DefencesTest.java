package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each row of lab/mutations/defences.tsv, which lab/mutations/defences removes from the code one at a time, matches its file exactly once. */
class DefencesTest {
    @Test
    void everyDefenceOfTheTableIsInItsFileOnce() throws IOException {
        List<String> rows = Files.readAllLines(SourceFile.ROOT.resolve("lab/mutations/defences.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(30).allSatisfy(DefencesTest::standsOnce);
    }

    private static void standsOnce(String row) throws IOException {
        String[] columns = row.split("\t", -1);
        assertThat(columns).as(row).hasSize(6);
        String defence = columns[4].replace("\\n", "\n");
        String code = Files.readString(SourceFile.ROOT.resolve(columns[3]));
        assertThat(code.split(Pattern.quote(defence), -1)).as(row).hasSize(2);
    }
}
