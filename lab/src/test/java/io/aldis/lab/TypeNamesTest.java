package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No two top-level types have the same name, except those listed here with the reason. */
class TypeNamesTest {
    private static final String COMMAND = "a subcommand, called as it is typed";
    private static final Map<String, String> TWICE = Map.of("Listen", COMMAND);

    @Test
    void typeNamesAreUniqueExceptThoseListed() {
        assertThat(twice()).isEqualTo(new TreeSet<>(TWICE.keySet()));
    }

    private static Set<String> twice() {
        return SourceFile.all("main").stream()
                .map(file -> file.path().getFileName().toString())
                .filter(name -> !name.endsWith("-info.java"))
                .collect(Collectors.groupingBy(name -> name.replace(".java", ""), Collectors.counting()))
                .entrySet()
                .stream()
                .filter(name -> name.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
