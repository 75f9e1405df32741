package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each row of lab/mutations/defences.tsv, which lab/mutations/defences removes from the code one at a time, matches its file exactly once, and the
 * patches beside it still apply.
 */
class DefencesTest {
    @Test
    void everyDefenceOfTheTableIsInItsFileOnce() throws IOException {
        List<String> rows = Files.readAllLines(SourceFile.ROOT.resolve("lab/mutations/defences.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(30).allSatisfy(DefencesTest::standsOnce);
    }

    @Test
    void linesThatAPatchRemovesAreInItsFile() throws IOException {
        try (Stream<Path> files = Files.list(SourceFile.ROOT.resolve("lab/mutations"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".patch")))
                    .isNotEmpty()
                    .allSatisfy(DefencesTest::removesWhatIsThere);
        }
    }

    private static void removesWhatIsThere(Path patch) throws IOException {
        String code = "";
        for (String line : Files.readAllLines(patch)) {
            if (line.startsWith("--- a/"))
                code = Files.readString(SourceFile.ROOT.resolve(line.substring("--- a/".length())));
            else if (line.startsWith("-") && !line.startsWith("---"))
                assertThat(code).as(patch.toString()).contains(line.substring(1));
        }
    }

    private static void standsOnce(String row) throws IOException {
        String[] columns = row.split("\t", -1);
        assertThat(columns).as(row).hasSize(6);
        String defence = columns[4].replace("\\n", "\n");
        String code = Files.readString(SourceFile.ROOT.resolve(columns[3]));
        assertThat(code.split(Pattern.quote(defence), -1)).as(row).hasSize(2);
    }
}
