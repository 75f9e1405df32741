package io.aldis.im.cpim;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of CPIM for random input; the seed is in the name of a failed test. */
class CpimFuzzTest {
    private static final String ALPHABET = "aZ .:;<>\"'\\\t\r\n\0\u007fü€😀,{}u0041";

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            int[] points = ALPHABET.codePoints().toArray();
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @Tag("3862-2.3-01")
    void writtenCpimIsParsedToTheSameCpim(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String name = text(random).strip();
            String subject = text(random).strip();
            byte[] body = new byte[random.nextInt(50)];
            random.nextBytes(body);
            var written = Cpim.builder()
                    .from(new CpimAddress(name, Uri.parse("im:a@b")))
                    .subject(subject)
                    .content(Part.of(MediaType.parse("application/x"), body))
                    .build();
            var read = Cpim.parse(written.bytes());
            assertThat(read.from().orElseThrow().name()).isEqualTo(name);
            assertThat(read.subject()).contains(subject);
            assertThat(read.content().body()).isEqualTo(body);
            assertThat(read).isEqualTo(written);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void damagedCpimIsReadUnchangedOrRefusedWithAMessage(long seed) {
        var random = new Random(seed);
        byte[] good = """
                From: "A" <im:a@b>
                NS: x <urn:x:y>
                x.y:;lang=fr \\t\\u0041
                Require: x.y

                Content-Type: text/plain

                Hello""".replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 5_000; i++) {
            byte[] bad = Arrays.copyOf(good, good.length - random.nextInt(3) * random.nextInt(good.length / 2));
            for (int n = random.nextInt(4); n > 0; n--) bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            try {
                assertThat(Cpim.parse(bad).bytes()).isEqualTo(bad);
            } catch (SyntaxException e) {
                assertThat(e.sentence()).contains(": expected ", " but was '");
            }
        }
    }
}
