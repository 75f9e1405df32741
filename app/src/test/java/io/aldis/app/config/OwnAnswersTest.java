package io.aldis.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of the server's own responses: the Server header and the redress address of 608. */
class OwnAnswersTest {
    private static final Configuration USUAL = Configuration.defaults(Path.of("/var/lib/aldis"));

    @TempDir
    private Path folder;

    private Configuration read(String yaml) {
        try {
            return new Sources()
                    .file(Files.writeString(folder.resolve("aldis.yaml"), yaml))
                    .over(USUAL);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void redressCardMustBeAnHttpsAddress() {
        assertThat(USUAL.server().redressCard()).isEmpty();
        assertThat(read("domains: [a.example]\nredress-card: https://example.com/complaints.jws\n")
                        .server()
                        .redressCard())
                .contains(URI.create("https://example.com/complaints.jws"));
        for (String wrong :
                List.of("http://example.com/c", "mailto:a@example.com", "https://a b/", "https:///c", "x>;y"))
            assertThatThrownBy(() -> read("redress-card: \"" + wrong + "\"\n"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("redress-card: expected an https address");
    }

    @Test
    void serverHeaderIsTheDefaultAnotherOrNone() {
        assertThat(USUAL.server().serverHeader())
                .hasValueSatisfying(it -> assertThat(it).hasToString("Aldis"));
        assertThat(read("server-header: Acme/1.2 (a)\n").server().serverHeader())
                .hasValueSatisfying(it -> assertThat(it).hasToString("Acme/1.2 (a)"));
        assertThat(read("domains: [a.example]\nserver-header: none\n").server().serverHeader())
                .isEmpty();
        assertThatThrownBy(() -> read("server-header: \"Acme\\r\\nX-Evil: 1\"\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "server-header: expected none, or products and comments such as Acme/1.2 (campus)");
    }
}
