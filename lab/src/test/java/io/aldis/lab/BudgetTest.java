package io.aldis.lab;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Limits on the code. What exceeds a limit fails the build; sizes are reported in the output and in {@code lab/target/budget.txt}. */
class BudgetTest {
    private static final List<SourceFile> MAIN = SourceFile.all("main");
    private static final List<SourceFile> TESTS = SourceFile.all("test");
    private static final List<MethodSize> METHODS = MethodSize.of(MAIN);

    /** In two halves, so that this file is not found by its own test. */
    private static Pattern words(String... halves) {
        return Pattern.compile(String.join("", halves));
    }

    @Test
    void filesHaveAtMost500Lines() {
        assertThat(both().filter(file -> file.lines().size() > 500)).isEmpty();
    }

    @Test
    void methodsAreNestedAtMostThreeLevels() {
        assertThat(METHODS.stream().filter(method -> method.depth() > 3)).isEmpty();
    }

    /** A record has as many components as it has. */
    @Test
    void constructorsHaveAtMostFiveParameters() {
        assertThat(METHODS.stream().filter(method -> method.isConstructor() && method.parameters() > 5))
                .isEmpty();
    }

    @Test
    void sourcesHaveNoUnfinishedMarkers() {
        assertThat(found(both(), words("\\b(TO", "DO|FIX", "ME|XX", "X)\\b"))).isEmpty();
    }

    @Test
    void sourcesHaveNoStackTracePrintsAndNoAuthorTags() {
        assertThat(found(both(), words("printStack", "Trace\\(|\\* @auth", "or\\b")))
                .isEmpty();
    }

    @Test
    void testsDoNotSleep() {
        assertThat(found(
                        TESTS.stream(),
                        words("(Thread|MILLISECONDS|SECONDS|TimeUnit\\.\\w+)\\.sl", "eep\\(|park", "Nanos\\(")))
                .isEmpty();
    }

    /** The one reason for a skipped test is a missing peer. */
    @Test
    void testsAreNotDisabled() {
        var tests = TESTS.stream().filter(file -> !file.path().endsWith("Peers.java"));
        assertThat(found(tests, words("@Dis", "abled\\b|api\\.Assum", "ptions\\b")))
                .isEmpty();
    }

    @Test
    void sizesAreReported() throws Exception {
        var report = report();
        assertThat(report).hasSizeGreaterThan(5);
        report.forEach(System.out::println);
        Files.write(Path.of("target", "budget.txt"), report);
    }

    private static List<String> report() {
        var packages = MAIN.stream()
                .collect(groupingBy(file -> file.path().getParent(), counting()))
                .values();
        var lines = new ArrayList<String>();
        lines.add("Budget (median / 95th percentile / largest; target)");
        lines.add("  file, lines      " + spread(MAIN, file -> file.lines().size()) + "  (90 / 300 / 500)");
        lines.add("  method, lines    " + spread(METHODS, MethodSize::lines) + "  (5 / 20 / 45)");
        lines.add("  nesting          " + spread(METHODS, MethodSize::depth) + "  (largest 3)");
        lines.add("  parameters       " + spread(METHODS, MethodSize::parameters) + "  (largest 4)");
        lines.add("  files a package  " + spread(packages, Long::intValue) + "  (largest 40)");
        lines.add(percent("  comments         %d %% of lines  (12 to 25 %%)", comments()));
        lines.add(percent("  tests:code       %d %%  (at least 120 %%)", 100 * code(TESTS) / Math.max(1, code(MAIN))));
        lines.addAll(over("lines", 45, METHODS, MethodSize::lines));
        lines.addAll(over("levels of nesting", 3, METHODS, MethodSize::depth));
        lines.addAll(over("parameters", 4, METHODS, MethodSize::parameters));
        return lines;
    }

    private static List<String> over(String what, int limit, List<MethodSize> methods, ToIntFunction<MethodSize> size) {
        return methods.stream()
                .filter(method -> size.applyAsInt(method) > limit)
                .sorted(comparingInt(size).reversed())
                .map(method -> "  over: " + method.name() + ": " + size.applyAsInt(method) + " " + what)
                .toList();
    }

    private static <T> String spread(Iterable<T> things, ToIntFunction<T> size) {
        var sizes = new ArrayList<Integer>();
        things.forEach(thing -> sizes.add(size.applyAsInt(thing)));
        sizes.sort(null);
        return at(sizes, 50) + " / " + at(sizes, 95) + " / " + at(sizes, 100);
    }

    /** The nearest rank. */
    private static int at(List<Integer> sorted, int percentile) {
        return sorted.get(Math.max(0, Math.ceilDiv(sorted.size() * percentile, 100) - 1));
    }

    private static long comments() {
        var comments = MAIN.stream().mapToLong(SourceFile::comments).sum();
        return 100 * comments / Math.max(1, comments + code(MAIN));
    }

    private static long code(List<SourceFile> files) {
        return files.stream().mapToLong(SourceFile::code).sum();
    }

    private static String percent(String format, long value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static Stream<SourceFile> both() {
        return Stream.concat(MAIN.stream(), TESTS.stream());
    }

    private static List<String> found(Stream<SourceFile> files, Pattern pattern) {
        return files.flatMap(file -> file.found(pattern)).toList();
    }
}
