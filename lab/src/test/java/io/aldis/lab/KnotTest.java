package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Classes of one package that depend on each other in circles (strongly connected components): three at the most. Nested classes count with
 * the class that they stand in.
 */
class KnotTest {
    private static final int LARGEST = 3;

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.aldis.agent");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.aldis.agent",
                "io.aldis.agent.account",
                "io.aldis.agent.send",
                "io.aldis.agent.receive",
                "io.aldis.agent.register",
                "io.aldis.agent.call",
                "io.aldis.agent.runtime"
            })
    void noMoreThanThreeClassesOfAPackageDependOnEachOther(String name) {
        var graph = graph(name);
        assertThat(graph).as("classes of " + name).isNotEmpty();
        assertThat(knots(graph)).allSatisfy(knot -> assertThat(knot).hasSizeLessThanOrEqualTo(LARGEST));
    }

    private static Map<String, Set<String>> graph(String name) {
        Map<String, Set<String>> graph = new TreeMap<>();
        for (JavaClass each : MAIN) {
            if (!each.getPackageName().equals(name) || each.getSimpleName().equals("package-info")) continue;
            Set<String> targets = graph.computeIfAbsent(outermost(each), _ -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().equals(name))
                    .map(KnotTest::outermost)
                    .forEach(targets::add);
        }
        return graph;
    }

    private static String outermost(JavaClass inner) {
        return inner.getName().split("\\$", 2)[0];
    }

    private static List<Set<String>> knots(Map<String, Set<String>> graph) {
        Map<String, Set<String>> reached = new HashMap<>();
        for (String each : graph.keySet()) reached.put(each, reach(graph, each));
        var knots = new ArrayList<Set<String>>();
        for (String each : graph.keySet()) {
            Set<String> knot = new TreeSet<>(Set.of(each));
            for (String other : reached.getOrDefault(each, Set.of()))
                if (reached.getOrDefault(other, Set.of()).contains(each)) knot.add(other);
            knots.add(knot);
        }
        return knots;
    }

    private static Set<String> reach(Map<String, Set<String>> graph, String from) {
        Set<String> seen = new HashSet<>();
        Collection<String> next = graph.getOrDefault(from, Set.of());
        while (!next.isEmpty()) {
            List<String> fresh = next.stream().filter(seen::add).toList();
            next = fresh.stream()
                    .flatMap(each -> graph.getOrDefault(each, Set.of()).stream())
                    .distinct()
                    .toList();
        }
        return seen;
    }
}
