package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classification of a datagram by its first bytes. */
class FirstBytesTest {
    private static byte[] datagram(String method, String line) {
        return "%s sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP x\r\nFrom: <sip:a@b>;tag=f\r\n%s\r\nCSeq: 1 %s\r\n\r\n"
                .formatted(method, line, method)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGE, To: <sip:b@c>, true",
        "OPTIONS, To: <sip:b@c>, true",
        "INVITE, To: <sip:b@c>, true",
        "INVITE, t: <sip:b@c>, true",
        "INVITE, To: <sip:b@c>;tag=t, false",
        "INVITE, t: <sip:b@c>;tag=t, false",
        "INVITE, Subject: no To at all, false",
        "REGISTER, To: <sip:b@c>, true",
        "REGISTER, Authorization: Digest x, false",
        "REGISTER, authorization: Digest x, false",
        "BYE, To: <sip:b@c>, false",
        "ACK, To: <sip:b@c>, false",
        "SIP/2.0, To: <sip:b@c>, false"
    })
    void newRequestIsRecognisedByItsFirstBytes(String method, String line, boolean begins) {
        assertThat(FirstBytes.mayBe(datagram(method, line), true)).isEqualTo(begins);
    }

    /** A body proves nothing. */
    @ParameterizedTest
    @CsvSource({
        "REGISTER, To: <sip:b@c>, Authorization: Digest x, true",
        "INVITE, Subject: no To at all, To: <sip:b@c>, false",
        "INVITE, Subject: no To at all, 't: <sip:b@c>;tag=t', false"
    })
    void bodyIsNotRead(String method, String line, String body, boolean begins) {
        String head = new String(datagram(method, line), StandardCharsets.ISO_8859_1);
        for (String all : List.of(head + body, head + "\r\n" + body, head.replace("\r", "") + "\n" + body))
            assertThat(FirstBytes.mayBe(all.getBytes(StandardCharsets.ISO_8859_1), true))
                    .as(all)
                    .isEqualTo(begins);
    }

    @ParameterizedTest
    @CsvSource({"REGISTER, false", "MESSAGE, true"})
    void registerIsSheddableOnlyWhenConfigured(String method, boolean begins) {
        assertThat(FirstBytes.mayBe(datagram(method, "To: <sip:b@c>"), false)).isEqualTo(begins);
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "MESSAGE", "INVITE"})
    void truncatedDatagramIsNoNewRequest(String octets) {
        byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(FirstBytes.mayBe(bytes, true)).isEqualTo(octets.equals("MESSAGE"));
    }
}
