package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every message of RFC 4475 and RFC 5118, sent to a running server over each transport: it answers what {@code torture.txt} says, and
 * then an OPTIONS.
 */
@Execution(ExecutionMode.CONCURRENT)
class TortureTest {
    private static final Path MESSAGES = Path.of("../sip/src/test/resources");
    private static final String CLOSED = "closed";
    private static final String WAITS = "waits";

    private TestServer aldis;

    /**
     * A line of the table.
     *
     * @param name of the message
     * @param answers the final ones that come back, in their order; {@code closed} when the connection then ends, {@code waits} when
     *     more octets are waited for, {@code -} for nothing
     */
    record Verdict(String name, String answers) {
        List<String> finals() {
            return Stream.of(answers.split(" "))
                    .filter(word -> word.matches("\\d+"))
                    .toList();
        }

        String afterwards() {
            return answers.substring(answers.lastIndexOf(' ') + 1);
        }

        @Override
        public String toString() {
            return name + ": " + answers;
        }
    }

    @BeforeEach
    void open() {
        aldis = TestServer.quickForBrowsers(TestServer.TRUSTING);
    }

    @AfterEach
    void close() {
        aldis.close();
    }

    private static byte[] message(String name) {
        return assertDoesNotThrow(() -> Files.readAllBytes(MESSAGES.resolve(name + ".dat")));
    }

    /** The table: comments begin with #; name, then a column for each transport, then what the RFC says. */
    private static Stream<Verdict> table(int column) throws IOException {
        try (InputStream in = TortureTest.class.getResourceAsStream("/torture.txt")) {
            var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\|"))
                    .map(cells -> new Verdict(cells[0].strip(), cells[column].strip()));
        }
    }

    static Stream<Verdict> overUdp() throws IOException {
        return table(1);
    }

    static Stream<Verdict> overTcp() throws IOException {
        return table(2);
    }

    static Stream<Verdict> overWs() throws IOException {
        return table(3);
    }

    @Test
    void everyTortureMessageIsInTheTable() throws IOException {
        try (Stream<Path> files = Files.walk(MESSAGES)) {
            var names = files.filter(file -> file.toString().endsWith(".dat"))
                    .map(file -> MESSAGES.relativize(file).toString().replace(".dat", ""))
                    .toList();
            assertThat(names).hasSize(61);
            assertThat(overUdp().map(Verdict::name)).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    /** Byte for byte: answers go to where the top Via says, but the port of this phone is another. */
    @ParameterizedTest
    @MethodSource("overUdp")
    void serverSurvivesEveryTortureMessage(Verdict verdict) {
        try (Phone phone = Phone.udp(aldis.server)) {
            phone.send(message(verdict.name()));
            if (verdict.name().equals("rfc4475/mpart01")) phone.hear("SIP/2.0 403"); // the one with rport
            alive(phone);
            assertThat(aldis.server.counters().malformed()).isLessThanOrEqualTo(1);
        }
    }

    /** With the top Via that leads back to this phone. */
    @ParameterizedTest
    @MethodSource("overUdp")
    @Tag("4475-3.1.1.1-wsinv")
    @Tag("4475-3.1.1.2-intmeth")
    @Tag("4475-3.1.1.3-esc01")
    @Tag("4475-3.1.1.5-esc02")
    @Tag("4475-3.1.1.6-lwsdisp")
    @Tag("4475-3.1.1.8-dblreq")
    @Tag("4475-3.1.1.9-semiuri")
    @Tag("4475-3.1.2.1-badinv01")
    @Tag("4475-3.1.2.3-ncl")
    @Tag("4475-3.3.9-mcl01")
    @Tag("4475-3.3.11-zeromf")
    @Tag("4475-3.3.8-multi01")
    @Tag("4475-3.1.1.10-transports")
    @Tag("4475-3.1.2.2-clerr")
    @Tag("4475-3.1.2.4-scalar02")
    @Tag("4475-3.1.2.5-scalarlg")
    @Tag("4475-3.1.2.6-quotbal")
    @Tag("4475-3.1.2.7-ltgtruri")
    @Tag("4475-3.1.2.8-lwsruri")
    @Tag("4475-3.1.2.9-lwsstart")
    @Tag("4475-3.1.2.10-trws")
    @Tag("4475-3.1.2.11-escruri")
    @Tag("4475-3.1.2.13-regbadct")
    @Tag("4475-3.1.2.14-badaspec")
    @Tag("4475-3.1.2.15-baddn")
    @Tag("4475-3.1.2.16-badvers")
    @Tag("4475-3.1.2.17-mismatch01")
    @Tag("4475-3.1.2.18-mismatch02")
    @Tag("4475-3.1.2.19-bigcode")
    @Tag("4475-3.3.1-insuf")
    @Tag("4475-3.3.2-unkscm")
    @Tag("4475-3.3.3-novelsc")
    @Tag("4475-3.3.4-unksm2")
    @Tag("4475-3.3.5-bext01")
    @Tag("4475-3.3.6-invut")
    @Tag("4475-3.3.10-bcast")
    @Tag("4475-3.3.15-sdp01")
    void tortureMessageOverUdpGetsItsExpectedAnswer(Verdict verdict) {
        try (Phone phone = Phone.udp(aldis.server)) {
            String text = new String(message(verdict.name()), StandardCharsets.ISO_8859_1);
            String via = "Via: SIP/2.0/UDP " + phone.address() + "$1";
            phone.send(text.replaceFirst("(?mi)^(?:via|v)\\s*:[^;\r]*(?:\r\n[ \t][^;\r]*)*([;\r])", via)
                    .getBytes(StandardCharsets.ISO_8859_1));
            judge(phone, verdict);
        }
    }

    /** Byte for byte: answers come back on the connection. */
    @ParameterizedTest
    @MethodSource("overTcp")
    @Tag("4475-3.1.2.2-clerr")
    void tortureMessageOverTcpGetsItsExpectedAnswer(Verdict verdict) {
        try (Phone phone = Phone.tcp(aldis.server)) {
            phone.send(message(verdict.name()));
            judge(phone, verdict);
        }
    }

    /** Byte for byte, each in a frame of its own, which is binary where the message is no UTF-8 (RFC 7118 §5). */
    @ParameterizedTest
    @MethodSource("overWs")
    @Tag("7118-4.2-01")
    @Tag("7118-5-01")
    void tortureMessageOverWebSocketGetsItsExpectedAnswer(Verdict verdict) {
        try (Phone phone = Wires.ws(aldis.server)) {
            phone.send(message(verdict.name()));
            judge(phone, verdict);
        }
    }

    /** Hears what the table says and nothing more before the answer to an OPTIONS, which is sent afterwards. */
    private void judge(Phone phone, Verdict verdict) {
        var heard = new ArrayList<String>();
        while (heard.size() < verdict.finals().size()) hear(phone, heard);
        assertThat(heard).isEqualTo(verdict.finals());
        switch (verdict.afterwards()) {
            case CLOSED -> {
                assertThatThrownBy(phone::hear).hasRootCauseInstanceOf(EOFException.class);
                aliveForOthers();
            }
            case WAITS -> {
                phone.hearsNothing();
                aliveForOthers();
            }
            default -> alive(phone);
        }
    }

    private void aliveForOthers() {
        try (Phone other = Phone.tcp(aldis.server)) {
            alive(other);
        }
    }

    private static void hear(Phone phone, List<String> finals) {
        int code = phone.hear().code();
        if (code >= 200) finals.add(String.valueOf(code));
    }

    private static void alive(Phone phone) {
        phone.send(Say.request("OPTIONS", "sip:example.com"));
        Heard answer = phone.hear();
        assertThat(answer.header("Call-ID")).isEqualTo("M1@example.net");
        assertThat(answer.code()).isEqualTo(200);
    }

    @Test
    @Tag("4475-3.3.7-regaut01")
    void registerOfTheTortureTestIsChallenged() {
        try (TestServer strict = TestServer.open(TestServer.SETTINGS);
                Phone stranger = Phone.tcp(strict.server)) {
            stranger.send(message("rfc4475/regaut01"));
            stranger.hear("SIP/2.0 401");
        }
    }
}
