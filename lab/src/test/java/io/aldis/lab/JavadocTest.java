package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.DocumentationTool;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Javadoc of the public API is generated without warnings. */
class JavadocTest {
    @TempDir
    Path folder;

    @Test
    void javadocOfTheAgentHasNoWarnings() throws IOException {
        make("agent/src/main/java", "io.aldis.agent");
        assertThat(folder.resolve("io/aldis/agent/Agent.html")).isNotEmptyFile();
    }

    @Test
    void javadocOfTheServerHasNoWarnings() throws IOException {
        make("server/src/main/java", "io.aldis.server", "io.aldis.server.runtime");
        assertThat(folder.resolve("io/aldis/server/runtime/ServerBuilder.html")).isNotEmptyFile();
    }

    private void make(String sources, String... packages) throws IOException {
        DocumentationTool tool = ToolProvider.getSystemDocumentationTool();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        try (var files = tool.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(SourceFile.ROOT.resolve(sources)));
            files.setLocationFromPaths(DocumentationTool.Location.DOCUMENTATION_OUTPUT, List.of(folder));
            var options = new ArrayList<>(List.of(
                    "-quiet",
                    "-Xdoclint:all,-missing",
                    "-public",
                    "-classpath",
                    System.getProperty("java.class.path")));
            options.addAll(List.of(packages));
            boolean made =
                    tool.getTask(null, files, diagnostics, null, options, null).call();
            assertThat(diagnostics.getDiagnostics()).isEmpty();
            assertThat(made).isTrue();
        }
    }
}
