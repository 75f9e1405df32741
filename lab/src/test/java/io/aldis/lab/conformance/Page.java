package io.aldis.lab.conformance;

import io.aldis.lab.conformance.Results.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the conformance page: one row for each requirement, one section for each RFC. */
final class Page {
    private static final String HEAD = """
            # Conformance

            A copy of `lab/target/conformance.md`, which `./mvnw verify -Dpeers=required` writes from the requirements in [docs/conformance](conformance), the tests that cite them (`@Tag("3428-4-04")`) and the results of those tests; do not
            edit. *Level* is the word of the RFC; *implied* where the text has none. *Deviates* is a row for which a
            test shows that Aldis does otherwise, on purpose, with the decision that says why ([deviations.tsv](conformance/deviations.tsv)). A row without a test has its reason
            in [waivers.tsv](conformance/waivers.tsv). The build fails when a requirement of RFC 3428, or of another RFC that is built here, has neither. *Skipped* is a test with
            a real peer that was not installed where this page was written.

            """;

    private static final String NO_TEST = "–";

    private final Map<String, List<Citation>> citations;
    private final Map<String, String> waivers;
    private final Map<String, Integer> deviations;

    Page(List<Citation> citations, Map<String, String> waivers, Map<String, Integer> deviations) {
        this.citations = citations.stream()
                .sorted(Comparator.comparing(Citation::module).thenComparing(Citation::test))
                .collect(Collectors.groupingBy(Citation::id));
        this.waivers = waivers;
        this.deviations = deviations;
    }

    String write(List<Requirement> requirements) {
        var byRfc = requirements.stream()
                .collect(Collectors.groupingBy(Requirement::rfc, LinkedHashMap::new, Collectors.toList()));
        var page = new StringBuilder(HEAD);
        page.append("| RFC | requirements | passed | deviates | test skipped or failed | no test |\n"
                + "|---|---|---|---|---|---|\n");
        byRfc.forEach((rfc, rows) -> page.append(summary(rfc, rows)));
        byRfc.forEach((rfc, rows) -> section(page, rfc, rows));
        return page.toString();
    }

    private String summary(String rfc, List<Requirement> rows) {
        long passed = rows.stream().filter(row -> result(row).equals("passed")).count();
        long deviate =
                rows.stream().filter(row -> result(row).startsWith("deviates")).count();
        long untested = rows.stream().filter(row -> result(row).equals(NO_TEST)).count();
        long others = rows.size() - passed - deviate - untested;
        String link = "[" + rfc + "](#rfc-" + rfc + ")";
        return Stream.of(link, rows.size(), passed, deviate, others, untested)
                .map(String::valueOf)
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private void section(StringBuilder page, String rfc, List<Requirement> rows) {
        page.append("\n## RFC ")
                .append(rfc)
                .append("\n\n| id | level | what it asks | test | result |\n|---|---|---|---|---|\n");
        for (Requirement row : rows) page.append(row(row));
    }

    private String row(Requirement row) {
        List<Citation> shown = citations.getOrDefault(row.id(), List.of());
        String tests = shown.isEmpty()
                ? "*" + cell(waivers.getOrDefault(row.id(), "no test")) + "*"
                : shown.stream()
                        .map(c -> c.module() + " `" + c.test() + '`')
                        .distinct()
                        .collect(Collectors.joining(", "));
        return String.join(" | ", "| " + row.id(), level(row), cell(row.asks()), tests, result(row)) + " |\n";
    }

    /** {@code passed}, {@code deviates (ADR n)}, {@code skipped}, {@code failed}, {@code not run}, or a dash where no test cites the row. */
    private String result(Requirement row) {
        List<Citation> shown = citations.getOrDefault(row.id(), List.of());
        if (shown.isEmpty()) return NO_TEST;
        Result result = result(shown);
        Integer adr = deviations.get(row.id());
        return result == Result.PASSED && adr != null ? "deviates (ADR " + adr + ")" : result.toString();
    }

    private static String level(Requirement row) {
        return row.level().startsWith("IMPLIED-")
                ? row.level().substring("IMPLIED-".length()) + " (implied)"
                : row.level();
    }

    /** Good when one passed and none failed: a peer that is missing takes nothing from the other tests. */
    private static Result result(List<Citation> shown) {
        var results = new ArrayList<>(shown.stream().map(Citation::result).toList());
        if (results.contains(Result.PASSED)) results.removeIf(Result.SKIPPED::equals);
        return results.stream().max(Comparator.naturalOrder()).orElse(Result.NOT_RUN);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
