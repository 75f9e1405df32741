package io.aldis.lab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.lab.conformance.Results.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Surefire reports as Surefire writes them. */
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
    void skippedTestsAreListedWithTheirReasons() throws IOException {
        var results = report("""
                <testcase name="b" classname="x.YTest" time="0.0"><skipped message="no sipp" type="Aborted"/></testcase>
                <testcase name="passed" classname="x.YTest" time="0.0"/>
                <testcase name="a" classname="x.YTest" time="0.0"><skipped/></testcase>
                """);
        assertThat(results.skipped()).containsExactly("YTest.a: no reason given", "YTest.b: no sipp");
    }

    @Test
    void testOfAClassThatCannotStartHasFailed() throws IOException {
        var results = report("""
                <testcase name="initializationError" classname="x.YTest" time="0.0"><error message="port in use" type="Bind"/></testcase>
                """);
        assertThat(results.result("x.YTest", "worksInABrowser")).isEqualTo(Result.FAILED);
    }

    private static final String TRIED_AGAIN = """
            <testcase name="flaky" classname="x.YTest" time="0.011">
              <flakyFailure message="once" type="org.opentest4j.AssertionFailedError"><stackTrace><![CDATA[once]]></stackTrace></flakyFailure>
            </testcase>
            <testcase name="some(String)[1]" classname="x.YTest" time="0.197"/>
            <testcase name="some(String)[2]" classname="x.YTest" time="0.021">
              <flakyFailure message="once" type="org.opentest4j.AssertionFailedError"><stackTrace><![CDATA[once]]></stackTrace><system-out>x</system-out></flakyFailure>
            </testcase>
            <testcase name="again()[1]" classname="x.YTest" time="0.059">
              <flakyFailure message="once" type="org.opentest4j.AssertionFailedError"><stackTrace><![CDATA[once]]></stackTrace></flakyFailure>
            </testcase>
            <testcase name="again()[2]" classname="x.YTest" time="0.024"/>
            <testcase name="nested" classname="x.YTest$Inner" time="0.002">
              <flakyError message="once" type="java.lang.IllegalStateException"><stackTrace><![CDATA[once]]></stackTrace></flakyError>
            </testcase>
            """;

    /** With {@code -Dsurefire.rerunFailingTestsCount=2}, as CI has it: the page must not tell of it. */
    @Test
    void testThatPassedInARerunHasPassed() throws IOException {
        var results = report(TRIED_AGAIN);
        for (String method : new String[] {"flaky", "some", "again"})
            assertThat(results.result("x.YTest", method)).as(method).isEqualTo(Result.PASSED);
        assertThat(results.result("x.YTest$Inner", "nested")).isEqualTo(Result.PASSED);
    }

    @Test
    void testThatFailedInEveryRunHasFailed() throws IOException {
        var results = report("""
                <testcase name="some(String)[1]" classname="x.YTest" time="0.197"/>
                <testcase name="some(String)[2]" classname="x.YTest" time="0.495">
                  <failure message="always" type="org.opentest4j.AssertionFailedError"><![CDATA[always]]></failure>
                  <rerunFailure message="always" type="org.opentest4j.AssertionFailedError"><stackTrace><![CDATA[always]]></stackTrace></rerunFailure>
                </testcase>
                """);
        assertThat(results.result("x.YTest", "some")).isEqualTo(Result.FAILED);
    }

    @Test
    void classThatStartedInARerunSaysNothingOfItsTests() throws IOException {
        var results = report("""
                <testcase name="initializationError" classname="x.YTest" time="0.812">
                  <flakyFailure message="before all, once" type="org.opentest4j.AssertionFailedError"><stackTrace><![CDATA[once]]></stackTrace></flakyFailure>
                </testcase>
                <testcase name="one" classname="x.YTest" time="0.048"/>
                """);
        assertThat(results.result("x.YTest", "one")).isEqualTo(Result.PASSED);
        assertThat(results.result("x.YTest", "two")).isEqualTo(Result.NOT_RUN);
    }

    /** {@code some} is not {@code something}. */
    @Test
    void testNameIsComparedWhole() throws IOException {
        var results = report("""
                <testcase name="something" classname="x.YTest" time="0.1"/>
                """);
        assertThat(results.result("x.YTest", "some")).isEqualTo(Result.NOT_RUN);
    }

    @Test
    void testMissingInTheReportOfItsClassHasNotRun() throws IOException {
        var results = report("""
                <testcase name="another" classname="x.YTest" time="0.0"/>
                """);
        assertThat(results.result("x.YTest", "worksInABrowser")).isEqualTo(Result.NOT_RUN);
        assertThat(results.result("x.YTest", "another")).isEqualTo(Result.PASSED);
    }
}
