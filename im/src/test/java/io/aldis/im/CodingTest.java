package io.aldis.im;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.im.Coding.Decoded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodingTest {
    private static final byte[] TEXT = "Watson, come here. ".repeat(50).getBytes(UTF_8);

    private static byte[] gzip(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean raw) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new DeflaterOutputStream(out, new Deflater(Deflater.DEFAULT_COMPRESSION, raw))) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] plain(byte[] body, String... codings) {
        if (Coding.decode(List.of(codings), body, 10_000) instanceof Decoded.Plain(byte[] bytes)) return bytes;
        throw new AssertionError("Expected it to be decoded");
    }

    @Test
    void gzipAndBothKindsOfDeflateAreDecoded() throws IOException {
        assertThat(plain(gzip(TEXT), "GZIP")).isEqualTo(TEXT);
        assertThat(plain(gzip(TEXT), "x-gzip")).isEqualTo(TEXT);
        assertThat(plain(deflate(TEXT, false), "deflate")).isEqualTo(TEXT);
        assertThat(plain(deflate(TEXT, true), "deflate")).isEqualTo(TEXT);
        assertThat(plain(TEXT, "identity")).isEqualTo(TEXT);
        assertThat(plain(TEXT)).isEqualTo(TEXT);
    }

    @Test
    @Tag("3261-20.12-01")
    void contentCodingsAreDecodedInReverseOrder() throws IOException {
        assertThat(plain(gzip(deflate(TEXT, false)), "deflate", "gzip")).isEqualTo(TEXT);
        assertThat(Coding.decode(List.of("gzip", "deflate"), gzip(deflate(TEXT, false)), 10_000))
                .isInstanceOf(Decoded.Broken.class);
    }

    @Test
    void decodedBodyIsLimited() throws IOException {
        byte[] bomb = gzip(new byte[50_000_000]);
        assertThat(Coding.decode(List.of("gzip"), bomb, 10_000)).isEqualTo(new Decoded.TooLarge(10_000));
        assertThat(Coding.decode(List.of("gzip"), gzip(TEXT), TEXT.length)).isInstanceOf(Decoded.Plain.class);
        assertThat(Coding.decode(List.of("gzip"), gzip(TEXT), TEXT.length - 1)).isInstanceOf(Decoded.TooLarge.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void truncatedBodyIsBrokenWithAReason(String coding) throws IOException {
        byte[] whole = gzip(TEXT);
        for (int length = 0; length < 20; length++)
            assertThat(Coding.decode(List.of(coding), Arrays.copyOf(whole, length), 10_000))
                    .isInstanceOfSatisfying(
                            Decoded.Broken.class,
                            it -> assertThat(it.why()).isNotEqualTo("null").isNotEmpty());
    }

    @Test
    void unknownCodingIsNamedAndBrokenBodyIsReported() throws IOException {
        assertThat(Coding.decode(List.of("gzip", "x-foo"), TEXT, 100)).isEqualTo(new Decoded.Unknown("x-foo"));
        for (String coding : List.of("gzip", "deflate"))
            assertThat(Coding.decode(List.of(coding), TEXT, 100)).isInstanceOf(Decoded.Broken.class);
        byte[] cut = Arrays.copyOf(gzip(TEXT), 20);
        assertThat(Coding.decode(List.of("gzip"), cut, 10_000)).isInstanceOf(Decoded.Broken.class);
        assertThat(Coding.decode(List.of("deflate"), new byte[0], 10_000)).isInstanceOf(Decoded.Broken.class);
    }
}
