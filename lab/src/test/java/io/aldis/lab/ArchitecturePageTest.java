package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Classes, tests and pages named in docs/architecture.md exist. */
class ArchitecturePageTest {
    private static final Pattern CLASS = Pattern.compile("\\b((?:[a-z]+\\.)+)([A-Z]\\w+)\\b(?!\\.(java|md))");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");

    @Test
    void everyClassNamedInThePageExists() throws IOException {
        var sources = SourceFile.all("main").stream().map(file -> file.path()).toList();
        var named = CLASS.matcher(page())
                .results()
                .map(it -> it.group(1).replace('.', '/') + it.group(2))
                .toList();
        assertThat(named).hasSizeGreaterThan(40).allMatch(it -> isThere(sources, it), "is a class of Aldis");
    }

    @Test
    void everyTestNamedInThePageExists() throws IOException {
        var tests = SourceFile.all("test").stream().map(file -> file.path()).toList();
        var named = TEST.matcher(page()).results().map(it -> it.group(1)).toList();
        assertThat(named)
                .hasSizeGreaterThan(5)
                .allMatch(it -> tests.stream().anyMatch(test -> test.endsWith(it + ".java")), "is a test");
    }

    @Test
    void everyLinkedPageExists() throws IOException {
        var links = LINK.matcher(page()).results().map(it -> it.group(1)).toList();
        assertThat(links)
                .isNotEmpty()
                .allMatch(it -> Files.exists(SourceFile.ROOT.resolve("docs").resolve(it)));
    }

    private static boolean isThere(List<Path> sources, String name) {
        return sources.stream().anyMatch(source -> source.endsWith("io/aldis/" + name + ".java"));
    }

    private static String page() throws IOException {
        return Files.readString(SourceFile.ROOT.resolve("docs/architecture.md"));
    }
}
