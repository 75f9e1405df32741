package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.sip.Aor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandDeviceTest {
    private static final Aor BOB = new Aor("bob", "example.com");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @TempDir
    private Path home;

    private CommandDevice device(Aor whose) {
        var err = new PrintStream(said, true, StandardCharsets.UTF_8);
        return CommandDevice.of(
                whose,
                new Terminal(
                        InputStream.nullInputStream(),
                        err,
                        err,
                        Map.of("XDG_CONFIG_HOME", home.toString()),
                        false,
                        _ -> Optional.empty()));
    }

    private UUID again(Aor whose) {
        try (var device = device(whose)) {
            return device.instance();
        }
    }

    @Test
    @Tag("5626-4.1-01")
    void instanceIsTheSameAfterARestart() {
        assertThat(again(BOB)).isEqualTo(again(BOB));
        assertThat(again(new Aor("alice", "example.com"))).isNotEqualTo(again(BOB));
    }

    @Test
    void concurrentCommandsHaveDifferentInstances() {
        UUID first = again(BOB);
        try (var one = device(BOB);
                var other = device(BOB)) {
            assertThat(one.instance()).isEqualTo(first);
            assertThat(other.instance()).isNotEqualTo(first);
        }
        try (var _ = device(BOB);
                var other = device(BOB)) {
            assertThat(other.instance()).isNotEqualTo(first);
            try (var third = device(BOB)) {
                assertThat(third.instance()).isNotEqualTo(other.instance());
            }
        }
        assertThat(again(BOB)).isEqualTo(first);
    }

    @Test
    void invalidInstanceFileIsReported() throws IOException {
        again(BOB);
        Path file = home.resolve("aldis/devices/bob@example.com");
        Files.writeString(file, "the one in the kitchen");
        assertThatThrownBy(() -> device(BOB))
                .hasMessage(file + ": expected a UUID, the name of this device, but was \"the one in the kitchen\"");
    }

    @Test
    void unwritableHomeGivesANewInstanceEachTimeWithAWarning() throws IOException {
        Files.writeString(home.resolve("aldis"), "no directory");
        assertThat(again(BOB)).isNotEqualTo(again(BOB));
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("cannot keep the name of this device in " + home);
    }
}
