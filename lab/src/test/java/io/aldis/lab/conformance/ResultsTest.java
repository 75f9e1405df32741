package io.aldis.lab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.lab.conformance.Results.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports of Surefire as it was seen to write them. */
class ResultsTest {
    @TempDir
    private Path module;

    private Results report(String testcases) throws IOException {
        Path reports = Files.createDirectories(module.resolve("target/surefire-reports"));
        Files.writeString(reports.resolve("TEST-x.YTest.xml"), "<testsuite>" + testcases + "</testsuite>");
        return Results.of(module);
    }

    @Test
    void testOfASkippedClassIsSkipped() throws IOException {
        var results = report("""
                <testcase name="initializationError" classname="x.YTest" time="0.0"><skipped message="no browser" type="Aborted"/></testcase>
                """);
        assertThat(results.result("x.YTest", "worksInABrowser")).isEqualTo(Result.SKIPPED);
        assertThat(results.result("x.YTest$Nested", "worksInABrowser")).isEqualTo(Result.SKIPPED);
        assertThat(results.result("x.YTestOfAnother", "worksInABrowser")).isEqualTo(Result.NOT_RUN);
    }

    @Test
    void testOfAClassThatCannotStartHasFailed() throws IOException {
        var results = report("""
                <testcase name="initializationError" classname="x.YTest" time="0.0"><error message="port in use" type="Bind"/></testcase>
                """);
        assertThat(results.result("x.YTest", "worksInABrowser")).isEqualTo(Result.FAILED);
    }

    @Test
    void testThatIsMissingInTheReportOfItsClassHasNotRun() throws IOException {
        var results = report("""
                <testcase name="another" classname="x.YTest" time="0.0"/>
                """);
        assertThat(results.result("x.YTest", "worksInABrowser")).isEqualTo(Result.NOT_RUN);
        assertThat(results.result("x.YTest", "another")).isEqualTo(Result.PASSED);
    }
}
