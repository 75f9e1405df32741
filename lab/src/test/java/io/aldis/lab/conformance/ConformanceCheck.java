package io.aldis.lab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.lab.conformance.Results.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every requirement has a test that passed, or a written reason. Runs in the verify phase of the last module, when the reports of all others are
 * there; {@code ./mvnw verify} for the whole house, not for one module.
 */
class ConformanceCheck {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path TABLES = ROOT.resolve("docs/conformance");

    /** The RFCs whose expected rows must be shown; the rows of others are listed when something shows them. */
    private static final Set<String> BUILT = Set.of(
            "2782", "3261", "3263", "3403", "3428", "3581", "3860", "3861", "3862", "4320", "4321", "4475", "5118",
            "5393", "5621", "5630", "6026", "7616", "8591", "8760");

    private static final List<Requirement> ALL = Stream.of("rfc3428.tsv", "related.tsv")
            .flatMap(table -> Requirement.read(TABLES.resolve(table)).stream())
            .toList();
    private static final Map<String, String> WAIVERS = Waivers.read(TABLES.resolve("waivers.tsv"));
    private static final List<Citation> CITATIONS = Citation.all(Results.folders(ROOT));

    private static Stream<Requirement> expected() {
        return ALL.stream()
                .filter(row -> BUILT.contains(row.rfc()))
                .filter(row -> row.isExpected() || row.rfc().equals("3428"));
    }

    @Test
    void everyRequirementHasATestOrAReason() {
        Set<String> cited = cited();
        assertThat(expected().map(Requirement::id).filter(id -> !cited.contains(id) && !WAIVERS.containsKey(id)))
                .as("requirements that no test cites and docs/conformance/waivers.tsv does not excuse")
                .isEmpty();
    }

    @Test
    void whatHasATestNeedsNoExcuse() {
        Set<String> cited = cited();
        assertThat(WAIVERS.keySet().stream().filter(cited::contains))
                .as("ids in docs/conformance/waivers.tsv that a test cites: take them out there")
                .isEmpty();
    }

    @Test
    void everyIdIsOneOfTheTables() {
        Set<String> known = ALL.stream().map(Requirement::id).collect(Collectors.toSet());
        assertThat(Stream.concat(CITATIONS.stream().map(Citation::id), WAIVERS.keySet().stream())
                        .filter(id -> !known.contains(id)))
                .as("ids that are in no table of docs/conformance")
                .isEmpty();
    }

    @Test
    void everyTestThatIsCitedRanAndDidNotFail() {
        assertThat(CITATIONS.stream().filter(c -> c.result() == Result.NOT_RUN || c.result() == Result.FAILED))
                .as("tests that were not run or failed (run ./mvnw verify for all modules)")
                .isEmpty();
    }

    /** Last by name: the page tells what the others have seen, and is written whatever they think of it. */
    @Test
    void zThePageIsWritten() throws IOException {
        Set<String> cited = cited();
        List<Requirement> rows = ALL.stream()
                .filter(row -> BUILT.contains(row.rfc()) || cited.contains(row.id()))
                .toList();
        Files.writeString(ROOT.resolve("docs/conformance.md"), new Page(CITATIONS, WAIVERS).write(rows));
        assertThat(rows).isNotEmpty();
    }

    private static Set<String> cited() {
        return CITATIONS.stream().map(Citation::id).collect(Collectors.toSet());
    }
}
