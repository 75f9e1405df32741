package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Trail;
import io.aldis.server.TrailEvent;
import io.aldis.server.TrailEvent.What;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of {@code aldis trail} have at most 80 columns. */
class TrailTextTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private static TrailEvent event(What what, int code, String whom, String detail) {
        return new TrailEvent(NOON, what, code, whom, detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\uD83D\uDCEC", "word ", "a-b."})
    void longWordsAreWrapped(String piece) {
        String word = piece.repeat(200);
        String address = "sip:" + word + "@example.com";
        var trail = new Trail(
                1,
                NOON,
                word,
                address,
                address,
                List.of(
                        event(What.RECEIVED, 0, address, ""),
                        event(What.SENT, 0, "<urn:uuid:" + word + ">", "message 1"),
                        event(What.REFUSED, 403, "", "policy of the recipient: block " + word),
                        event(What.DROPPED, 202, "", "policy of the recipient: drop *@example.net")));
        String text = TrailText.lines(trail);
        assertThat(text.lines())
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(80).isNotBlank());
        assertThat(text.lines().filter(line -> line.matches(" {4}\\d\\d:.*"))).hasSize(4);
        String messages = text.replaceAll("\\s", "");
        assertThat(messages)
                .contains("Call-ID" + word.replace(" ", ""), "urn:uuid:" + word.replace(" ", ""))
                .doesNotContain("\uFFFD");
        assertThat(text)
                .endsWith("  dropped    202 to the sender, policy of the recipient: drop\n" + " ".repeat(30)
                        + "*@example.net");
    }
}
