package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests named in docs/security.md exist. */
class SecurityPageTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
    private static final List<SourceFile> TESTS = SourceFile.all("test");

    @Test
    void everyTestNamedInThePageExists() throws IOException {
        String page = Files.readString(SourceFile.ROOT.resolve("docs/security.md"));
        List<MatchResult> named = NAMED.matcher(page).results().toList();
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(named.stream().filter(name -> !exists(name)).map(MatchResult::group))
                .isEmpty();
    }

    private static boolean exists(MatchResult name) {
        String method = name.group(2);
        return TESTS.stream()
                .filter(file -> file.path().endsWith(name.group(1) + ".java"))
                .anyMatch(file -> method == null || declares(file, method));
    }

    private static boolean declares(SourceFile file, String method) {
        return file.lines().stream().anyMatch(line -> line.contains("void " + method + "("));
    }
}
