package io.aldis.sip.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.Uri;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {
    private static void assertRefused(String text, int code, String sentence) {
        Reading.Malformed bad = Given.malformed(Given.octets(text));
        assertThat(bad.status().code()).isEqualTo(code);
        assertThat(bad.status().reason()).contains(sentence).matches("[A-Za-z0-9;/?:@&=+$,_.!~*'() -]+");
    }

    private static String crlf(String text) {
        return Given.text(Given.wire(text));
    }

    @Test
    @Tag("3261-7.3.3-01")
    void compactHeaderNamesAreRead() {
        SipRequest request = Given.request("""
                MESSAGE sip:user2@domain.com SIP/2.0
                v: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa
                V: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKb
                f: <sip:user1@domain.com>;tag=1
                T: <sip:user2@domain.com>
                i: x
                CSeq: 1 MESSAGE
                c: text/plain
                s: lunch
                k: path
                l: 2

                Hi""");
        assertThat(request.headers().count(HeaderName.VIA)).isEqualTo(2);
        assertThat(request.callId()).isEqualTo("x");
        assertThat(request.headers().get(HeaderName.CONTENT_TYPE)).contains("text/plain");
        assertThat(request.headers().get(HeaderName.SUBJECT)).contains("lunch");
        assertThat(request.headers().values(HeaderName.SUPPORTED)).containsExactly("path");
        assertThat(request.body()).asString(StandardCharsets.UTF_8).isEqualTo("Hi");
    }

    @Test
    @Tag("3261-7.3.1-01")
    void listsAreReadTheSameInAnyLayout() {
        String[] layouts = {
            "Route: <sip:a;lr>, <sip:b,c;lr>,\"d,e\" <sip:d>",
            "Route: <sip:a;lr>\nRoute: <sip:b,c;lr>\nRoute: \"d,e\" <sip:d>",
            "Route:\n <sip:a;lr>\n\t,\n <sip:b,c;lr>\nroute  :\"d,e\" <sip:d>"
        };
        for (String layout : layouts)
            assertThat(Given.request(Given.message(layout)).headers().values(HeaderName.ROUTE))
                    .as(layout)
                    .containsExactly("<sip:a;lr>", "<sip:b,c;lr>", "\"d,e\" <sip:d>");
    }

    @Test
    void foldIsReadAsOneBlank() {
        SipRequest request = Given.request(Given.message("Subject: a  \n\t \n  b\n c  d"));
        assertThat(request.headers().get(HeaderName.SUBJECT)).contains("a b c  d");
    }

    @Test
    void unknownMethodSchemeAndHeadersAreKept() {
        SipRequest request = Given.request(Given.message("X-Foo: b;a,r=\"", "q: 1")
                .replace("MESSAGE sip:user2@domain.com", "FOO im:bob@example.com")
                .replace("1 MESSAGE", "1 FOO"));
        assertThat(request.method().name()).isEqualTo("FOO");
        assertThat(request.uri()).isEqualTo(Uri.parse("im:bob@example.com"));
        assertThat(request.headers().get(HeaderName.of("x-foo"))).contains("b;a,r=\"");
        assertThat(request.headers().get(HeaderName.of("Q"))).contains("1");
        assertThat(request.headers().name(request.headers().first(HeaderName.of("x-FOO"))))
                .hasToString("X-Foo");
    }

    @Test
    void utf8TextIsReadInHeaders() {
        SipRequest request = Given.request(Given.message("Subject: 午餐 🍜")
                .replace("From: ", "From: \"Zoë \\\"王\\\"\" <")
                .replace("1@domain.com;", "1@domain.com>;"));
        assertThat(request.headers().get(HeaderName.SUBJECT)).contains("午餐 🍜");
        assertThat(request.from().display()).isEqualTo("Zoë \"王\"");
    }

    @Test
    @Tag("3261-7.1-01")
    void versionIsCaseInsensitive() {
        assertThat(Given.request(Given.message().replace("SIP/2.0\n", "sip/2.0\n"))
                        .method()
                        .name())
                .isEqualTo("MESSAGE");
        var response = (SipResponse) Given.parsed(
                Given.wire(Given.message().replace("MESSAGE sip:user2@domain.com SIP/2.0", "sip/2.0 202 Accepted")));
        assertThat(response.status()).isEqualTo(Status.of(202));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIP/7.0", "SIP/1.0", "SIP/2.1", "SIP/12.34", "sip/3.0"})
    @Tag("3261-7.1-01")
    void otherVersionGets505(String version) {
        Reading.Malformed bad = Given.malformed(Given.wire(Given.message().replace("SIP/2.0", version)));
        assertThat(bad.status().code()).isEqualTo(505);
        assertThat(bad.answerable()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            MESSAGE  sip:user2@domain.com SIP/2.0   | URI
            MESSAGE\tsip:user2@domain.com SIP/2.0   | Request line
            MESSAGE/sip:user2@domain.com SIP/2.0    | Request line
            MESSAGE sip:user2@domain.com\tSIP/2.0   | Request line
            MESSAGE sip:user2@domain.com SIP/2.0^ ^ | Request line
            MESSAGE sip:user2@domain.com            | Request line
            MESSAGE SIP/2.0                         | Request line
            MESSAGE                                 | Request line
            MESSAGE sip:user2@domain.com HTTP/1.1   | Request line
            MESSAGE sip:user2@domain.com SIP/2.0x   | Request line
            MESSAGE <sip:user2@domain.com> SIP/2.0  | URI
            MESSAGE user2@domain.com SIP/2.0        | URI
            MESSAGE sip:user2@domain.com; lr SIP/2.0 | URI
            MESSAGE sip:user2@domain.com?Route=%3Csip:evil%3E SIP/2.0 | Request-URI
            M-12345678901234567890123456789012345678901234567890123456789012345 sip:a@b SIP/2.0 | Method
            """)
    @Tag("3261-7.1-02")
    void malformedRequestLineIsRefused(String line, String what) {
        String whole = line.endsWith("^ ^") ? line.replace("^ ^", " ") : line;
        assertRefused(crlf(Given.message().replaceFirst(".*", whole)), 400, what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via", "From", "To", "Call-ID", "CSeq"})
    void missingMandatoryHeaderGets400(String name) {
        Reading.Malformed bad = Given.malformed(Given.wire(Given.message().replaceFirst(name + ": .*\n", "")));
        assertThat(bad.status()).isEqualTo(Status.of(400, name + ": expected such a header but was 'none'"));
        assertThat(bad.answerable().isPresent()).isEqualTo(!name.equals("Via"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: <sip:eve@domain.com>;tag=2",
                "f: <sip:eve@domain.com>;tag=2",
                "To: <sip:eve@domain.com>",
                "t: <sip:eve@domain.com>",
                "Call-ID: other",
                "i: other",
                "CSeq: 2 MESSAGE",
                "Max-Forwards: 5",
                "Content-Length: 0\nContent-Length: 0",
                "Content-Length: 0\nl: 1",
                "Content-Type: text/plain\nc: text/html",
                "Expires: 0\nExpires: 9"
            })
    @Tag("4475-3.3.8-multi01")
    void repeatedSingleHeaderGets400(String line) {
        Reading.Malformed bad = Given.malformed(Given.wire(Given.message(line)));
        assertThat(bad.status().code()).isEqualTo(400);
        assertThat(bad.status().reason()).endsWith("expected one such header but was 'several'");
        SipMessage answer =
                bad.answerable().orElseThrow().answer(bad.status(), "t").build();
        assertThat(Given.parsed(answer.bytes()).callId()).isEqualTo("asd88asd77a@1.2.3.4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a\\rb    | octet 13
            a\\nb    | octet 10
            a\\0b    | octet 0
            a\\\\\\rb | octet 13
            a\\\\\\nb | octet 10
            a\\1     | octet 1
            a\\\\\\\\\\1 | octet 1
            """)
    void controlCharactersAreRefused(String escaped, String octet) {
        String value = escaped.translateEscapes();
        for (String name : new String[] {"Subject", "X-Unknown"}) {
            String text = crlf(Given.message()).replace("Call-ID", name + ": " + value + "\r\nCall-ID");
            assertRefused(text, 400, "expected no control characters but was " + octet);
        }
        String text = crlf(Given.message()).replace("To: ", "To: " + value);
        Reading.Malformed bad = Given.malformed(Given.octets(text));
        SipMessage answer =
                bad.answerable().orElseThrow().answer(bad.status(), "t").build();
        assertThat(answer.text().replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject",
                ": x",
                " : x",
                "Sub ject: x",
                "Subj@ct: x",
                "Zoë: x",
                "Subject; x",
                "Max-Forwards: 256",
                "Max-Forwards: -1",
                "Max-Forwards: 7a",
                "Max-Forwards:",
                "Content-Length: 1",
                "Content-Length: -1",
                "Content-Length: five",
                "Content-Length: 0, 0",
                "Content-Length: 99999999999999999999999"
            })
    void malformedHeaderLineGets400(String line) {
        String text = line.startsWith("Max") ? Given.message().replace("Max-Forwards: 70", line) : Given.message(line);
        Reading.Malformed bad = Given.malformed(Given.wire(text));
        assertThat(bad.status().code()).isEqualTo(400);
        assertThat(bad.answerable()).isPresent();
    }

    @Test
    @Tag("3261-20.22-01")
    void maxForwardsFrom0To255IsRead() {
        for (String hops : new String[] {"0", "255", "0070"})
            assertThat(Given.request(Given.message().replace("70", hops))
                            .headers()
                            .get(HeaderName.MAX_FORWARDS))
                    .contains(hops);
    }

    @Test
    void foldBeforeTheFirstHeaderIsRefused() {
        assertRefused(crlf(Given.message().replaceFirst("\nVia", "\n Via")), 400, "Header line 1");
    }

    @Test
    @Tag("3261-18.3-02")
    void bodyShorterThanContentLengthGets400() {
        assertRefused(
                crlf(Given.message("Content-Length: 5") + "\nfour"),
                400,
                "Content-Length: expected a number from 0 to 4 but was '5'");
    }

    @Test
    @Tag("3261-18.3-01")
    void bodyWithoutContentLengthIsTheRestOfTheDatagram() {
        assertThat(Given.request(Given.message() + "\nall of it\n").body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("all of it\r\n");
    }

    @Test
    @Tag("3261-18.3-03")
    void malformedResponseIsNeverAnswered() {
        String response = Given.message("Content-Length: 5").replaceFirst(".*", "SIP/2.0 200 OK");
        assertThat(Given.malformed(Given.wire(response)).answerable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIP/2.0 99 Early",
                "SIP/2.0 700 Late",
                "SIP/2.0 2000 Long",
                "SIP/2.0 20 Short",
                "SIP/2.0 -20 Minus",
                "SIP/2.0  200 OK",
                "SIP/3.0 200 OK",
                "SIP/2.0 200\tOK",
                "SIP/2.0",
                "SIP/"
            })
    void malformedStatusLineIsRefused(String line) {
        assertThat(Given.malformed(Given.wire(Given.message().replaceFirst(".*", line)))
                        .answerable())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SIP/2.0 200 O\tK,O\tK", "SIP/2.0 200,''", "SIP/2.0 200 ,''", "SIP/2.0 603 Näh,Näh"})
    void reasonPhraseMayBeAnything(String line, String reason) {
        assertThat(Given.response(Given.message().replaceFirst(".*", line))
                        .status()
                        .reason())
                .isEqualTo(reason);
    }

    @Test
    void malformedAckIsNeverAnswered() {
        Reading.Malformed bad =
                Given.malformed(Given.wire(Given.message("Subject").replace("MESSAGE", "ACK")));
        assertThat(bad.answerable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\r\n\r\n", "\0", "\0\0\0\0", "\n"})
    void datagramOfLineEndsIsAKeepAlive(String text) {
        assertThat(Given.READER.read(Given.octets(text))).isInstanceOf(Reading.KeepAlive.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "jaK", "  ", "\u0001\u0002\r\n", "MESSAGE", "\\\r\n", "\u0000\u0001\u0000\u0000!\u0012¤B"})
    void noiseOnThePortIsNotAnswered(String text) {
        assertThat(Given.malformed(Given.octets(text)).answerable()).isEmpty();
    }

    @Test
    @Tag("3261-7.5-01")
    void lineEndsBeforeTheMessageAreSkipped() {
        byte[] bytes = Given.octets("\r\n\r\n\0" + crlf(Given.message()));
        assertThat(Given.parsed(bytes).text()).isEqualTo(crlf(Given.message()));
    }

    @Test
    void messageBeyondTheLimitsIsRefused() {
        Limits limits = new Limits(4096, 2048, 20, 256, 3);
        var reader = new MessageReader(limits);
        assertThat(reader.read(Given.wire(Given.message()))).isInstanceOf(Reading.Parsed.class);
        String[] tooMuch = {
            Given.message("X: " + "y".repeat(254)),
            Given.message("X: y\n".repeat(15).strip()),
            Given.message(("X: " + "y".repeat(200) + "\n").repeat(10).strip()),
            Given.message("Via: SIP/2.0/UDP a\n".repeat(3).strip()),
            Given.message("Via: SIP/2.0/UDP a,SIP/2.0/UDP b,SIP/2.0/UDP c")
        };
        for (String text : tooMuch)
            assertThat(reader.read(Given.wire(text))).as(text).isInstanceOf(Reading.Malformed.class);
    }

    /** Folding, quoting and lists must not cost more than their length. */
    @Test
    void foldsQuotesAndListsAreReadInLinearTime() {
        String[] lines = {
            "Subject: a" + " ".repeat(8000) + "\n b",
            "Subject: " + "\n ".repeat(2700) + "b",
            "Subject: " + "\\".repeat(8000) + "\u0001",
            "Contact: " + "\"\\\"".repeat(2500),
            "Via: SIP/2.0/UDP a" + ";a".repeat(4000),
            "Via: SIP/2.0/UDP a" + ",".repeat(8000),
            ("X: " + "\u0001".repeat(8000) + "\n").repeat(7).strip()
        };
        long begin = System.nanoTime();
        for (String line : lines)
            for (int i = 0; i < 50; i++) {
                Reading reading = Given.READER.read(Given.wire(Given.message(line)));
                if (reading instanceof Reading.Parsed parsed)
                    parsed.message().headers().lines(HeaderName.SUBJECT);
            }
        assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
    }
}
