package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private ProgressLine every(Duration pause) {
        var err = new PrintStream(said, true, StandardCharsets.UTF_8);
        var terminal = new Terminal(InputStream.nullInputStream(), err, err, Map.of(), false, _ -> Optional.empty());
        return new ProgressLine(terminal, "copied", pause);
    }

    @Test
    void longWorkShowsItsProgress() {
        every(Duration.ZERO).accept(4096);
        assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo("aldis: copied 4096 octets so far\n");
    }

    @Test
    void shortWorkShowsNoProgress() {
        ProgressLine line = every(Duration.ofHours(1));
        for (int i = 0; i < 1000; i++) line.accept(i);
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
