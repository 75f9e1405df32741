package io.aldis.lab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.lab.conformance.Results.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final List<Requirement> ROWS = List.of(
            new Requirement("3428", "3428-1-01", "MUST", "Say <hi> | hello."),
            new Requirement("3428", "3428-1-02", "IMPLIED-SHOULD", "Wait."),
            new Requirement("3428", "3428-1-03", "MAY", "Leave."),
            new Requirement("3428", "3428-1-04", "MAY", "Stay."),
            new Requirement("3261", "3261-2-01", "MUST", "Call."));

    private static final List<Citation> CITATIONS = List.of(
            new Citation("3428-1-01", "sip", "OneTest.says", Result.PASSED),
            new Citation("3428-1-01", "agent", "TwoTest.says", Result.PASSED),
            new Citation("3428-1-01", "agent", "TwoTest.greets", Result.SKIPPED),
            new Citation("3428-1-02", "net", "WaitTest.waits", Result.PASSED),
            new Citation("3261-2-01", "lab", "CallTest.calls", Result.SKIPPED),
            new Citation("3261-2-01", "lab", "CallTest.calls", Result.SKIPPED));

    private static String page(List<Citation> citations) {
        return new Page(citations, Map.of("3428-1-03", "Nobody leaves."), Map.of("3428-1-02", 8)).write(ROWS);
    }

    @Test
    void rowShowsItsTestsAndTheirResult() {
        assertThat(page(CITATIONS)).endsWith("""
                | RFC | requirements | passed | deviates | test skipped or failed | no test |
                |---|---|---|---|---|---|
                | [3428](#rfc-3428) | 4 | 1 | 1 | 0 | 2 |
                | [3261](#rfc-3261) | 1 | 0 | 0 | 1 | 0 |

                ## RFC 3428

                | id | level | what it asks | test | result |
                |---|---|---|---|---|
                | 3428-1-01 | MUST | Say &lt;hi> \\| hello. | agent `TwoTest.greets`, agent `TwoTest.says`, sip `OneTest.says` | passed |
                | 3428-1-02 | SHOULD (implied) | Wait. | net `WaitTest.waits` | deviates (ADR 8) |
                | 3428-1-03 | MAY | Leave. | *Nobody leaves.* | – |
                | 3428-1-04 | MAY | Stay. | *no test* | – |

                ## RFC 3261

                | id | level | what it asks | test | result |
                |---|---|---|---|---|
                | 3261-2-01 | MUST | Call. | lab `CallTest.calls` | skipped |
                """);
    }

    @Test
    void deviationWithAFailedTestHasFailed() {
        var failing = List.of(new Citation("3428-1-02", "net", "WaitTest.waits", Result.FAILED));
        assertThat(page(failing)).contains("| net `WaitTest.waits` | failed |");
    }

    /** Classes are found in the order of the file system, and reports in that of the tests. */
    @Test
    void pageIsIndependentOfTheOrderOfTests() {
        String page = page(CITATIONS);
        var citations = new ArrayList<>(CITATIONS);
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(citations, new Random(seed));
            assertThat(page(citations)).isEqualTo(page);
        }
    }

    @Test
    void pageIsIndependentOfTheLocale() {
        String page = page(CITATIONS);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(page(CITATIONS)).isEqualTo(page);
        } finally {
            Locale.setDefault(before);
        }
    }
}
