package io.aldis.lab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays the corpus of {@code lab/fuzz} and the messages of the RFCs. */
class CorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/fuzz");
    private static final Path RFCS = Path.of("../sip/src/test/resources");

    private static Consumer<byte[]> entry(String target) {
        return switch (target) {
            case "Message" -> MessageFuzz::fuzzerTestOneInput;
            case "Stream" -> StreamFuzz::fuzzerTestOneInput;
            case "Uri" -> UriFuzz::fuzzerTestOneInput;
            case "Digest" -> DigestFuzz::fuzzerTestOneInput;
            case "Cpim" -> CpimFuzz::fuzzerTestOneInput;
            case "Stun" -> StunFuzz::fuzzerTestOneInput;
            case "Multipart" -> MultipartFuzz::fuzzerTestOneInput;
            default -> throw new AssertionError(target);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"Message", "Stream", "Uri", "Digest", "Cpim", "Multipart", "Stun"})
    void corpusFindingsAreFixed(String target) throws IOException {
        int played = play(target, CORPUS.resolve(target));
        if (target.equals("Message") || target.equals("Stream")) play(target, RFCS);
        assertThat(played).isGreaterThan(3);
    }

    private static int play(String target, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            var inputs = files.filter(Files::isRegularFile).sorted().toList();
            for (Path input : inputs) {
                byte[] bytes = Files.readAllBytes(input);
                assertThatCode(() -> entry(target).accept(bytes))
                        .as("%s", input)
                        .doesNotThrowAnyException();
            }
            return inputs.size();
        }
    }
}
