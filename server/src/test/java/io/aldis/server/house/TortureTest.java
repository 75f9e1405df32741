package io.aldis.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages of RFC 4475, sent to a running server: it decides what a server has to, and goes on. */
class TortureTest {
    private static final Path MESSAGES = Path.of("../sip/src/test/resources/rfc4475");

    private House house;
    private Phone phone;

    @BeforeEach
    void open() {
        house = House.quick(House.TRUSTING);
        phone = Phone.udp(house.server);
    }

    @AfterEach
    void close() {
        phone.close();
        house.close();
    }

    private static byte[] message(String name) {
        try {
            return Files.readAllBytes(MESSAGES.resolve(name + ".dat"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<String> all() throws IOException {
        try (Stream<Path> files = Files.list(MESSAGES)) {
            List<String> names = files.map(file -> file.getFileName().toString().replace(".dat", ""))
                    .sorted()
                    .toList();
            assertThat(names).hasSize(49);
            return names.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void theServerGoesOn(String name) {
        phone.send(message(name));
        alive();
        assertThat(house.server.tally().malformed()).isLessThanOrEqualTo(1);
    }

    private void alive() {
        phone.send(Say.request("OPTIONS", "sip:example.com").replace("Max-F", "X-Alive: yes\nMax-F"));
        for (Heard answer = phone.hear(); answer.code() != 200 || !answer.text().contains("M1@"); answer = phone.hear())
            assertThat(answer.code()).isBetween(100, 699);
    }

    /** With the top Via that leads back to this phone: what the sender hears. */
    @ParameterizedTest
    @CsvSource({
        "zeromf, 483",
        "unkscm, 416",
        "novelsc, 416",
        "unksm2, 400",
        "bext01, 420",
        "regbadct, 400",
        "multi01, 400",
        "mcl01, 400",
        "insuf, 400",
        "scalar02, 400",
        "cparam01, 200",
        "cparam02, 200",
        "regescrt, 200",
        "escnull, 200",
        "dblreq, 200",
        "regaut01, 200",
        "transports, 404",
        "semiuri, 404",
        "mpart01, 403",
        "badvers, 505",
        "mismatch01, 400",
        "esc02, 403",
        "ncl, 400"
    })
    @Tag("4475-3.3.11-zeromf")
    @Tag("4475-3.3.8-multi01")
    void theSenderHears(String name, int code) {
        String text = new String(message(name), StandardCharsets.ISO_8859_1);
        phone.send(text.replaceFirst("(?mi)^(via|v)\\s*:.*?;", "Via: SIP/2.0/UDP " + phone.address() + ";")
                .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(final_().code()).isEqualTo(code);
    }

    private Heard final_() {
        Heard answer = phone.hear();
        return answer.code() == 100 ? phone.hear() : answer;
    }

    @Test
    void aRegistrationThatMustBeProvedIsChallenged() {
        try (House strict = House.open(House.SETTINGS);
                Phone stranger = Phone.udp(strict.server)) {
            stranger.send(new String(message("regaut01"), StandardCharsets.ISO_8859_1)
                    .replaceFirst("Via: [^;]*;", "Via: SIP/2.0/UDP " + stranger.address() + ";")
                    .getBytes(StandardCharsets.ISO_8859_1));
            stranger.hear("SIP/2.0 401");
        }
    }
}
