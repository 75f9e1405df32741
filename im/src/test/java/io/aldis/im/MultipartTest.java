package io.aldis.im;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.sip.SyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTest {
    private static final MediaType MIXED = MediaType.parse("multipart/mixed;boundary=\"simple boundary\"");

    private static byte[] octets(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> bodies(String text) {
        return bodies(octets(text));
    }

    private static List<String> bodies(byte[] body) {
        return Multipart.read(MIXED, body).parts().stream()
                .map(part -> new String(part.body(), StandardCharsets.UTF_8))
                .toList();
    }

    /** RFC 2046 §5.1.1. */
    @Test
    @Tag("5621-4.2-01")
    void exampleOfTheRfcIsRead() {
        String text = """
                This is the preamble.  It is to be ignored.

                --simple boundary

                This is implicitly typed plain US-ASCII text.
                It does NOT end with a linebreak.
                --simple boundary\t\s
                Content-type: text/plain; charset=us-ascii
                Content-Disposition: render;
                 handling=optional

                This is explicitly typed plain US-ASCII text.
                It DOES end with a linebreak.

                --simple boundary--

                This is the epilogue.  It is also to be ignored.
                """;
        var multipart = Multipart.read(MIXED, octets(text));
        assertThat(bodies(text))
                .containsExactly(
                        "This is implicitly typed plain US-ASCII text.\r\nIt does NOT end with a linebreak.",
                        "This is explicitly typed plain US-ASCII text.\r\nIt DOES end with a linebreak.\r\n");
        var parts = multipart.parts();
        assertThat(parts.getFirst().type().name()).isEqualTo("text/plain");
        assertThat(parts.getFirst().fields()).isEmpty();
        assertThat(parts.getLast().header("CONTENT-disposition")).contains("render; handling=optional");
        assertThat(multipart.bytes()).isEqualTo(octets(text));
    }

    @Test
    void linesMayEndInLfAlone() {
        assertThat(bodies("--simple boundary\nA: b\n\nbody\n--simple boundary--".getBytes(StandardCharsets.UTF_8)))
                .containsExactly("body");
    }

    @Test
    void delimiterIsAWholeLine() {
        assertThat(bodies("--simple boundary\n\n --simple boundary\n--simple boundaryx\n--simple boundary--"))
                .containsExactly(" --simple boundary\r\n--simple boundaryx");
    }

    @Test
    void missingLastDelimiterEndsTheBody() {
        assertThat(bodies("--simple boundary\n\nbody\n")).containsExactly("body\r\n");
    }

    @Test
    void emptyPartIsRead() {
        for (String part : List.of("", "\n", "\n\n", "A: b\n", "A: b\n\n"))
            assertThat(bodies("--simple boundary\n" + part + "--simple boundary--"))
                    .containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no delimiter",
                "--simple boundary--",
                "--simple boundary\nno header\n\n--simple boundary--",
                "--simple boundary\n"
            })
    void malformedMultipartIsRefused(String text) {
        assertThatThrownBy(() -> bodies(text))
                .isInstanceOf(SyntaxException.class)
                .hasMessageContaining(": expected ");
    }

    @Test
    void missingOrTooLongBoundaryIsRefused() {
        for (String type : List.of("multipart/mixed", "multipart/mixed;boundary=" + "x".repeat(71)))
            assertThatThrownBy(() -> Multipart.read(MediaType.parse(type), octets("--x\n\n--x--")))
                    .hasMessageStartingWith("boundary of multipart/mixed: expected 1 to 70 characters");
    }

    @Test
    void numberOfPartsAndHeadersIsLimited() {
        assertThatThrownBy(() -> bodies("--simple boundary\n\n".repeat(102))).hasMessageContaining("at most 100 parts");
        String part = "--simple boundary\n" + "A: b\n".repeat(101) + "\n--simple boundary--";
        assertThatThrownBy(() -> bodies(part)).hasMessageContaining("at most 100 header lines");
    }

    @Test
    void writtenMultipartIsParsedToTheSameMultipart() {
        var text = Part.of(MediaType.parse("text/plain"), octets("Hello\n")).with("Content-Language", "en");
        var image = Part.of(MediaType.parse("image/png"), new byte[] {0, '\r', '\n', '-', '-'});
        var inner = Multipart.of("alternative", List.of(text, image));
        var outer = Multipart.of("mixed", List.of(Part.of(inner.type(), inner.bytes()), text));
        var read = Multipart.read(MediaType.parse(outer.type().toString()), outer.bytes());
        assertThat(read).isEqualTo(outer);
        assertThat(read.parts().getLast()).isEqualTo(text).hasSameHashCodeAs(text);
        var nested = read.parts().getFirst();
        assertThat(Multipart.read(nested.type(), nested.body())).isEqualTo(inner);
        assertThat(outer.type().toString().length()).isLessThan(100);
        assertThat(new String(outer.bytes(), StandardCharsets.UTF_8)).doesNotContain("base64");
    }

    @Test
    void partHeaderWithLineEndIsRefused() {
        var part = Part.of(MediaType.parse("a/b"), new byte[0]);
        assertThatThrownBy(() -> part.with("A", "b\r\nC: d")).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> part.with("A b", "c")).isInstanceOf(SyntaxException.class);
        assertThat(part).hasToString("Content-Type: a/b\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damagedMultipartIsReadOrRefusedWithAMessage(long seed) {
        var random = new Random(seed);
        byte[] good = octets("--simple boundary\nA: b\n c\n\nx\n--simple boundary\n\ny\n--simple boundary--\n");
        for (int i = 0; i < 5_000; i++) {
            byte[] bad = Arrays.copyOf(good, good.length - random.nextInt(good.length));
            if (bad.length > 0) bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            try {
                assertThat(Multipart.read(MIXED, bad).parts()).isNotEmpty();
            } catch (SyntaxException e) {
                assertThat(e.sentence()).contains(": expected ");
            }
        }
    }
}
