package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header tables of RFC 3428 §9 at a proxy: what it must read, add or change, and what it must leave unchanged. */
class MessageTableTest extends TwoPhones {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Digest username=\"a\", realm=\"else.example\", nonce=\"n\", uri=\"sip:x\", response=\"0\"",
                "Call-Info: <http://www.example.com/alice/photo.jpg> ;purpose=icon",
                "Contact: <sip:evil@192.0.2.66:5099>",
                "Content-Disposition: render;handling=optional",
                "Content-Encoding: gzip",
                "Content-Language: fr, en-GB",
                "Date: Sat, 13 Nov 2010 23:29:00 GMT",
                "Expires: 60",
                "In-Reply-To: 70710@saturn.bell-tel.com",
                "Organization: Boxes by Bob",
                "Priority: urgent",
                "Proxy-Authorization: Digest username=\"a\", realm=\"else.example\", nonce=\"n\", uri=\"sip:x\", response=\"0\"",
                "Record-Route: <sip:older.example;lr>",
                "Reply-To: Bob <sip:bob@biloxi.com>",
                "Require: foo",
                "Subject: Tech Support",
                "Supported: path, gruu",
                "MIME-Version: 1.0",
                "Timestamp: 54.21",
                "Date: Fri, 01 Jan 2010 16:00:00 EST",
                "User-Agent: Softphone Beta1.5",
                "X-Foo: bar",
            })
    @Tag("3428-9-20")
    @Tag("3428-9-22")
    @Tag("3428-9-23")
    @Tag("3428-9-28")
    @Tag("3428-9-29")
    @Tag("3428-9-30")
    @Tag("3428-9-34")
    @Tag("3428-9-40")
    @Tag("3428-9-41")
    @Tag("3428-9-44")
    @Tag("3428-9-46")
    @Tag("3428-9-48")
    @Tag("3428-9-55")
    @Tag("3428-9-58")
    @Tag("3428-9-64")
    @Tag("3428-9-65")
    @Tag("4475-3.1.2.12-baddate")
    void messageHeaderIsForwardedUnchanged(String line) {
        Heard message = delivered(with(line + "\n", message()));
        assertThat(message.lines()).containsOnlyOnce(line);
        String name = line.substring(0, line.indexOf(':'));
        assertThat(message.all(name)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 OK                | Allow: MESSAGE, OPTIONS
            202 Accepted          | Allow: MESSAGE
            405 Not Allowed       | Allow: OPTIONS
            200 OK                | Call-Info: <http://www.example.com/bob/photo.jpg> ;purpose=icon
            415 What              | Accept: text/plain, message/cpim;q=0.5
            302 Moved             | Contact: <sip:bob@elsewhere.example>;q=0.5
            485 Ambiguous         | Contact: <sip:bob.a@example.com>, <sip:bob.b@example.com>
            200 OK                | Content-Disposition: session
            488 No                | Content-Encoding: gzip
            488 No                | Content-Language: en
            200 OK                | Date: Sat, 13 Nov 2010 23:29:00 GMT
            486 Busy              | Error-Info: <sip:announcement10@example.com>
            603 Decline           | Error-Info: <http://example.com/no>
            200 OK                | Organization: Boxes by Bob
            401 Prove it          | Proxy-Authenticate: Digest realm="b", nonce="2"
            401 Prove it          | WWW-Authenticate: Digest realm="b", nonce="2"
            407 Prove it          | Proxy-Authenticate: Digest realm="b", nonce="2"
            407 Prove it          | WWW-Authenticate: Digest realm="b", nonce="2"
            404 Not Found         | Retry-After: 60
            413 Too Large         | Retry-After: 60
            480 Away              | Retry-After: 120 (in a meeting)
            486 Busy              | Retry-After: 18000;duration=3600
            500 Oops              | Retry-After: 60
            600 Busy Everywhere   | Retry-After: 60
            603 Decline           | Retry-After: 60
            200 OK                | Server: HomeServer v2
            500 Oops              | Server: HomeServer v2
            200 OK                | Timestamp: 54.21 0.1
            420 Bad Extension     | Unsupported: foo
            200 OK                | User-Agent: Softphone
            200 OK                | Warning: 399 bob.example "Watch out"
            480 Away              | Warning: 370 bob.example "Insufficient bandwidth"
            200 OK                | X-Foo: bar
            """)
    @Tag("3428-9-16")
    @Tag("3428-9-17")
    @Tag("3428-9-22")
    @Tag("3428-9-26")
    @Tag("3428-9-27")
    @Tag("3428-9-28")
    @Tag("3428-9-29")
    @Tag("3428-9-30")
    @Tag("3428-9-34")
    @Tag("3428-9-35")
    @Tag("3428-9-40")
    @Tag("3428-9-42")
    @Tag("3428-9-43")
    @Tag("3428-9-49")
    @Tag("3428-9-50")
    @Tag("3428-9-51")
    @Tag("3428-9-53")
    @Tag("3428-9-55")
    @Tag("3428-9-57")
    @Tag("3428-9-58")
    @Tag("3428-9-61")
    @Tag("3428-9-62")
    @Tag("3428-9-65")
    @Tag("7616-3.6-01")
    void responseHeaderIsForwardedUnchanged(String status, String line) {
        alice.send(message());
        bob.answer(bob.hear("MESSAGE"), status, line);
        Heard answer = alice.hear("SIP/2.0 " + status);
        assertThat(answer.lines()).containsOnlyOnce(line);
    }

    /** Retry-After of a 503 ends with the 503: it speaks of one device (PHONES 31). */
    @Test
    void retryAfterOfA503OfADeviceIsRemoved() {
        alice.send(message());
        bob.answer(bob.hear("MESSAGE"), "503 Leaving", "Retry-After: 3600");
        assertThat(alice.hear("SIP/2.0 480").has("Retry-After")).isFalse();
    }

    @Test
    @Tag("3428-9-21")
    @Tag("3428-9-33")
    @Tag("3428-9-37")
    @Tag("3428-9-56")
    @Tag("3428-9-59")
    @Tag("3428-9-60")
    void mandatoryHeadersAreForwardedInBothDirections() {
        String request = message()
                .replace("Call-ID: M1@example.net", "Call-ID: aBc@X")
                .replace("CSeq: 1 ", "CSeq: 4711 ")
                .replace("branch=z9hG4bKM1", "branch=z9hG4bKM1;rport");
        alice.send(request);
        Heard message = bob.hear();
        assertThat(message.header("Call-ID")).isEqualTo("aBc@X");
        assertThat(message.header("CSeq")).isEqualTo("4711 MESSAGE");
        assertThat(message.header("From")).isEqualTo("<sip:alice@example.net>;tag=f1");
        assertThat(message.header("To")).isEqualTo("<sip:bob@example.com>");
        assertThat(message.all("Via")).hasSize(2);
        assertThat(message.all("Via").getFirst()).startsWith("SIP/2.0/UDP " + bob.wire("{server}"));
        bob.answer(message, "200 OK");
        Heard answer = alice.hear("SIP/2.0 200");
        assertThat(answer.header("Call-ID")).isEqualTo("aBc@X");
        assertThat(answer.header("CSeq")).isEqualTo("4711 MESSAGE");
        assertThat(answer.header("From")).isEqualTo("<sip:alice@example.net>;tag=f1");
        assertThat(answer.header("To")).isEqualTo("<sip:bob@example.com>;tag=tag" + bob.port());
        assertThat(answer.header("Via"))
                .startsWith("SIP/2.0/UDP " + alice.address())
                .contains("branch=z9hG4bKM1", "received=127.0.0.1", "rport=" + alice.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Call-ID", "From", "To", "CSeq"})
    @Tag("3428-9-21")
    @Tag("3428-9-33")
    @Tag("3428-9-37")
    @Tag("3428-9-56")
    void messageWithoutAMandatoryHeaderGets400(String name) {
        alice.send(message().replaceFirst("(?m)^" + name + ":.*\n", ""));
        assertThat(alice.hear("SIP/2.0 400").startLine()).contains(name);
        bob.hearsNothing();
    }

    @Test
    @Tag("3428-9-33")
    void cseqOfAnotherMethodGets400() {
        alice.send(message().replace("CSeq: 1 MESSAGE", "CSeq: 7 INVITE"));
        alice.hear("SIP/2.0 400");
        bob.hearsNothing();
    }

    @ParameterizedTest
    @CsvSource({"Max-Forwards: 70,69", "Max-Forwards: 1,0", "X: y,70"})
    @Tag("3428-9-39")
    void maxForwardsIsDecremented(String line, String heard) {
        assertThat(delivered(message().replace("Max-Forwards: 70", line)).header("Max-Forwards"))
                .isEqualTo(heard);
    }

    @Test
    @Tag("3428-9-39")
    void maxForwardsZeroGets483() {
        refused(message().replace("Max-Forwards: 70", "Max-Forwards: 0"), "483 Too Many Hops");
    }

    @Test
    @Tag("3428-9-45")
    @Tag("3428-9-57")
    void unknownProxyRequireGets420WithItsName() {
        Heard refusal = refused(with("Proxy-Require: foo\n", message()), "420 Bad Extension");
        assertThat(refusal.header("Unsupported")).isEqualTo("foo");
    }

    @Test
    @Tag("3428-9-46")
    void messageIsNotRecordRouted() {
        assertThat(delivered(message()).has("Record-Route")).isFalse();
        assertThat(delivered(message()
                                .replace("sip:bob@example.com SIP", "im:bob@example.com SIP")
                                .replace("M1", "M2"))
                        .has("Record-Route"))
                .isFalse();
    }

    @Test
    @Tag("3428-9-31")
    void missingContentLengthIsAdded() {
        Heard message = delivered(message().replace("Content-Length: 2\n", ""));
        assertThat(message.header("Content-Length")).isEqualTo("2");
        try (Phone stream = Phone.tcp(aldis.server)) {
            aldis.register(stream, "carol", "<sip:carol@{me};transport=tcp>");
            alice.send(Say.message("sip:carol@example.com")
                    .replace("Content-Length: 2\n", "")
                    .replace("M1", "M2"));
            Heard copy = stream.hear("MESSAGE");
            assertThat(copy.header("Content-Length")).isEqualTo("2");
            assertThat(copy.body()).isEqualTo("hi".getBytes(StandardCharsets.UTF_8));
            stream.answer(copy, "200 OK");
            alice.hear("SIP/2.0 200");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain;charset=utf-8",
                "text/html",
                "image/png",
                "application/x-test",
                "message/cpim",
                "message/imdn+xml",
                "multipart/mixed;boundary=\"-x-\"",
                "Application/MANSCDP+xml"
            })
    @Tag("3428-1-20")
    @Tag("3428-3-04")
    void bodyOfAnyTypeIsForwardedUnchanged(String type) {
        byte[] body = "\r\n---x-\r\n\r\n\0\u00e4\r\n\r\n---x---".getBytes(StandardCharsets.ISO_8859_1);
        alice.send(
                message()
                        .replace("text/plain", type)
                        .replace("Content-Length: 2\n\nhi", "Content-Length: " + body.length + "\n\n"),
                body);
        Heard message = bob.hear("MESSAGE");
        assertThat(message.header("Content-Type")).isEqualTo(type);
        assertThat(message.body()).isEqualTo(body);
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "202 Accepted", "404 Not Found", "488 No", "500 Oops", "603 Decline", "699 Odd"})
    @Tag("3428-3-08")
    void finalResponseOfThePhoneIsForwarded(String status) {
        alice.send(message());
        bob.answer(bob.hear("MESSAGE"), status);
        Heard answer = alice.hear("SIP/2.0 " + status);
        assertThat(answer.header("To")).isEqualTo("<sip:bob@example.com>;tag=tag" + bob.port());
        assertThat(answer.lines()).doesNotHaveDuplicates();
    }

    @Test
    @Tag("3428-9-52")
    void ownRoutesAreRemoved() {
        Heard message = delivered(with("Route: <sip:{server};lr>, <sip:example.com;lr>\n", message()));
        assertThat(message.all("Route")).isEqualTo(List.of());
    }
}
