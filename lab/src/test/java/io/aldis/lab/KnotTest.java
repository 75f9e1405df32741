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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Classes of one package that depend on each other in circles (strongly connected components): three at the most. Nested classes count with
 * the class that they stand in, and the classes that a sealed type permits with that type, since the language wants them to know each other.
 */
class KnotTest {
    private static final int LARGEST = 3;

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.aldis");

    private static final Map<String, String> SEALED = sealed();

    static List<String> packages() {
        return MAIN.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.startsWith("io.aldis.lab"))
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void allPackagesAreAnalysed() {
        assertThat(packages()).hasSizeGreaterThan(30).contains("io.aldis.agent.send", "io.aldis.server.forking");
    }

    @ParameterizedTest
    @MethodSource("packages")
    void atMostThreeClassesOfAPackageDependOnEachOther(String name) {
        Set<String> larger = new TreeSet<>();
        knots(graph(name)).stream().filter(knot -> knot.size() > LARGEST).forEach(larger::addAll);
        assertThat(larger).isEmpty();
    }

    private static Map<String, Set<String>> graph(String name) {
        Map<String, Set<String>> graph = new TreeMap<>();
        for (JavaClass each : MAIN) {
            if (!each.getPackageName().equals(name) || each.getSimpleName().equals("package-info")) continue;
            Set<String> targets = graph.computeIfAbsent(unit(each), _ -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().equals(name))
                    .map(KnotTest::unit)
                    .forEach(targets::add);
        }
        return graph;
    }

    /** The class at the top of the file, or the sealed type that permits it. */
    private static String unit(JavaClass inner) {
        String name = inner.getName().split("\\$", 2)[0];
        return SEALED.getOrDefault(name, name.substring(name.lastIndexOf('.') + 1));
    }

    /** By the full name of a class: the simple name of the sealed type of its package that permits it. */
    private static Map<String, String> sealed() {
        Map<String, String> sealed = new HashMap<>();
        for (JavaClass each : MAIN) {
            Class<?>[] permitted = each.reflect().getPermittedSubclasses();
            if (permitted == null) continue;
            for (Class<?> one : permitted)
                if (one.getNestHost() == one)
                    sealed.put(one.getName(), each.reflect().getNestHost().getSimpleName());
        }
        return sealed;
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
