package io.aldis.app.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The key {@code foreign.schemes}. */
class ForeignSchemesTest {
    @TempDir
    private Path folder;

    private void read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("aldis.yaml"), yaml);
        new Sources().file(file).over(Configuration.defaults(Path.of("/var/lib/aldis")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tel=sip:gw.example",
                "tel=sip:{number}@gw example",
                "tel=mailto:{number}@gw.example",
                "tel=",
                "tel",
                "sip:{number}@gw.example",
                "sips=sip:{number}@a.example"
            })
    void malformedSchemeMappingIsReportedWithItsKeyAndLine(String mapping) {
        assertThatThrownBy(() -> read("foreign:\n  schemes: [\"" + mapping + "\"]\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("foreign.schemes")
                .hasMessageContaining("line 2")
                .hasMessageContaining(
                        "expected scheme=URI such as tel=sip:{number}@gw.example.com but was \"" + mapping + '"');
    }

    @Test
    void schemeThatIsMappedTwiceIsRefused() {
        assertThatThrownBy(() ->
                        read("foreign: {schemes: [\"tel=sip:{number}@a.example\", \"tel=sip:{number}@b.example\"]}\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("foreign.schemes: expected each scheme once but there is tel twice");
    }
}
