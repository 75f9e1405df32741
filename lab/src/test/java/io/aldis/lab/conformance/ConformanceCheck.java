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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Every requirement has a test that passed, or a written reason. Runs in the verify phase of the last module, when all reports exist; run {@code
 * ./mvnw verify} for all modules.
 */
class ConformanceCheck {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path TABLES = ROOT.resolve("docs/conformance");
    private static final Path COMMITTED = ROOT.resolve("docs/conformance.md");
    private static final Path GENERATED = ROOT.resolve("lab/target/conformance.md");
    private static final String UPDATE = "cp lab/target/conformance.md docs/conformance.md";

    /** The RFCs of which each row has a test or a reason: all of which a test shows something. */
    private static final Set<String> BUILT = Set.of(
            "2782", "3261", "3263", "3325", "3327", "3403", "3428", "3581", "3860", "3861", "3862", "4320", "4321",
            "4475", "5118", "5389", "5393", "5621", "5626", "5627", "5630", "5876", "5922", "5923", "5954", "6026",
            "6665", "7118", "7339", "7616", "7984", "8217", "8224", "8591", "8760", "8996");

    private static final List<Requirement> ALL = Stream.of("rfc3428.tsv", "related.tsv")
            .flatMap(table -> Requirement.read(TABLES.resolve(table)).stream())
            .toList();
    private static final Map<String, String> WAIVERS = Waivers.read(TABLES.resolve("waivers.tsv"));
    private static final Map<String, Integer> DEVIATIONS = Deviations.read(TABLES.resolve("deviations.tsv"));
    private static final List<Citation> CITATIONS = Citation.all(Results.folders(ROOT));

    @AfterAll
    static void saysWhatWasSkipped() {
        List<String> skipped = Results.of(ROOT.resolve("lab")).skipped();
        if (skipped.isEmpty()) return;
        System.out.println("Skipped, " + skipped.size() + " in all (-Dpeers=required makes a missing peer a failure):");
        skipped.forEach(line -> System.out.println("  " + line));
    }

    @Test
    void everyRequirementHasATestOrAReason() {
        Set<String> cited = cited();
        assertThat(ALL.stream()
                        .filter(row -> BUILT.contains(row.rfc()))
                        .map(Requirement::id)
                        .filter(id -> !cited.contains(id) && !WAIVERS.containsKey(id)))
                .as("requirements that no test cites and docs/conformance/waivers.tsv does not excuse")
                .isEmpty();
    }

    @Test
    void everyCitedRfcHasAllItsRowsOnThePage() {
        Set<String> cited = cited();
        assertThat(ALL.stream()
                        .filter(row -> cited.contains(row.id()))
                        .map(Requirement::rfc)
                        .distinct()
                        .filter(rfc -> !BUILT.contains(rfc)))
                .as("RFCs that a test cites and BUILT has not: add them, and tests or reasons for their other rows")
                .isEmpty();
    }

    @Test
    void testedRequirementHasNoWaiver() {
        Set<String> cited = cited();
        assertThat(WAIVERS.keySet().stream().filter(cited::contains))
                .as("ids in docs/conformance/waivers.tsv that a test cites: take them out there")
                .isEmpty();
    }

    /** That we do otherwise is shown by a test, and why is in a decision. */
    @Test
    void everyDeviationHasATestAndADecision() throws IOException {
        assertThat(cited()).as("ids that a test cites").containsAll(DEVIATIONS.keySet());
        try (var files = Files.list(ROOT.resolve("docs/adr"))) {
            Set<String> numbers = files.map(
                            file -> file.getFileName().toString().split("-")[0])
                    .collect(Collectors.toSet());
            assertThat(DEVIATIONS.values().stream().map("%04d"::formatted).filter(adr -> !numbers.contains(adr)))
                    .as("decisions that docs/conformance/deviations.tsv names and docs/adr does not have")
                    .isEmpty();
        }
    }

    @Test
    void everyCitedIdIsInATable() {
        Set<String> known = ALL.stream().map(Requirement::id).collect(Collectors.toSet());
        assertThat(Stream.concat(CITATIONS.stream().map(Citation::id), WAIVERS.keySet().stream())
                        .filter(id -> !known.contains(id)))
                .as("ids that are in no table of docs/conformance")
                .isEmpty();
    }

    @Test
    void everyCitedTestRanAndDidNotFail() {
        assertThat(CITATIONS.stream().filter(c -> c.result() == Result.NOT_RUN || c.result() == Result.FAILED))
                .as("tests that were not run or failed (run ./mvnw verify for all modules)")
                .isEmpty();
    }

    /**
     * The build writes the page below target/ only. Where every peer is required no test is skipped, so that the page is the same on every such
     * machine, and the committed one can be compared with it: with {@code -Dpeers=required -Dpage=required}.
     */
    @Test
    void committedPageIsTheGeneratedOne() throws IOException {
        Set<String> cited = cited();
        List<Requirement> rows = ALL.stream()
                .filter(row -> BUILT.contains(row.rfc()) || cited.contains(row.id()))
                .toList();
        assertThat(rows).isNotEmpty();
        String page = new Page(CITATIONS, WAIVERS, DEVIATIONS).write(rows);
        Files.writeString(GENERATED, page);
        boolean compared = System.getProperty("peers", "").equals("required")
                && System.getProperty("page", "").equals("required");
        if (!compared) return;
        assertThat(differences(Files.readAllLines(COMMITTED), page.lines().toList()))
                .as("lines of docs/conformance.md that are not as generated. Update the page and commit it: %s", UPDATE)
                .isEmpty();
    }

    /** Lines that only one of both pages has, with the sign that diff(1) gives them. */
    private static List<String> differences(List<String> committed, List<String> generated) {
        Stream<String> gone =
                committed.stream().filter(line -> !generated.contains(line)).map("- "::concat);
        Stream<String> added =
                generated.stream().filter(line -> !committed.contains(line)).map("+ "::concat);
        var lines = Stream.concat(gone, added).toList();
        return lines.isEmpty() && !committed.equals(generated) ? List.of("the order of the lines") : lines;
    }

    private static Set<String> cited() {
        return CITATIONS.stream().map(Citation::id).collect(Collectors.toSet());
    }
}
