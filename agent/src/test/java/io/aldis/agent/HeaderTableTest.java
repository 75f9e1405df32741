package io.aldis.agent;

import static io.aldis.agent.Where.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The header table of RFC 3428 §9 at the receiving user agent. */
class HeaderTableTest {
    private Wired wired;

    @BeforeEach
    void open() throws IOException {
        wired = new Wired(_ -> {});
    }

    @AfterEach
    void close() throws IOException {
        wired.close();
    }

    /** What a 200 says, but for the Via that is another each time. */
    private static String shape(Wired.Answer answer) {
        return answer.response()
                .text()
                .replaceAll("branch=\\w+", "branch=B")
                .replaceAll("tag=\\w+\r\nCall", "tag=T\r\nCall");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: application/x-nothing",
                "Accept-Encoding: x-nothing",
                "Accept-Language: zz",
                "Alert-Info: <http://www.example.com/sounds/moo.wav>",
                "Contact: <sip:evil@192.0.2.66>",
                "Record-Route: <sip:evil@192.0.2.66;lr>",
                "WWW-Authenticate: Digest realm=\"evil\", nonce=\"1\"",
                "Proxy-Authenticate: Digest realm=\"evil\", nonce=\"1\"",
                "Unsupported: foo",
                "Retry-After: 7",
                "Min-Expires: 7",
                "Authentication-Info: nextnonce=\"1\"",
                "Proxy-Require: foo"
            })
    @Tag("3428-9-04")
    @Tag("3428-9-07")
    @Tag("3428-9-10")
    @Tag("3428-9-13")
    @Tag("3428-9-23")
    @Tag("3428-9-46")
    @Tag("3261-7.3.2-01")
    @Tag("3261-20-01")
    void misplacedHeaderIsIgnored(String line) throws Exception {
        var plain = wired.say().text("Hello").answer();
        var with = wired.say().text("Hello again").with(line).answer();
        assertThat(plain.code()).isEqualTo(200);
        assertThat(shape(with)).isEqualTo(shape(plain));
        wired.heard();
        assertThat(wired.heard().content()).hasToString("Hello again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Allow: INVITE, MESSAGE",
                "Authorization: Digest username=\"a\", realm=\"x\", nonce=\"1\", uri=\"sip:x\", response=\"1\"",
                "Proxy-Authorization: Digest username=\"a\", realm=\"x\", nonce=\"1\", uri=\"sip:x\", response=\"1\"",
                "Call-Info: <http://www.example.com/alice/>;purpose=info",
                "Content-Disposition: render;handling=required",
                "Content-Language: fr",
                "Content-Encoding: identity",
                "Date: Sat, 13 Nov 2010 23:29:00 GMT",
                "Expires: 4294967295",
                "In-Reply-To: 70710@saturn.bell-tel.com",
                "Organization: Boxes by Bob",
                "Priority: urgent",
                "Reply-To: \"Bob\" <sip:bob@biloxi.com>",
                "Route: <sip:192.0.2.1;lr>",
                "Subject: A tornado is heading our way!",
                "Supported: path",
                "MIME-Version: 1.0",
                "Timestamp: 54",
                "User-Agent: Softphone Beta1.5",
                "X-Foo: bar"
            })
    @Tag("3428-9-15")
    @Tag("3428-9-20")
    @Tag("3428-9-22")
    @Tag("3428-9-28")
    @Tag("3428-9-29")
    @Tag("3428-9-30")
    @Tag("3428-9-34")
    @Tag("3428-9-36")
    @Tag("3428-9-38")
    @Tag("3428-9-40")
    @Tag("3428-9-41")
    @Tag("3428-9-44")
    @Tag("3428-9-47")
    @Tag("3428-9-52")
    @Tag("3428-9-54")
    @Tag("3428-9-55")
    @Tag("3428-9-58")
    @Tag("3428-9-64")
    @Tag("3428-9-65")
    @Tag("3261-8.2.2-01")
    void permittedHeaderReachesTheApplication(String line) throws Exception {
        assertThat(wired.say().text("Hello").with(line).answer().status()).isEqualTo("200 OK");
        var name = line.substring(0, line.indexOf(':'));
        assertThat(wired.heard().header(name)).contains(line.substring(name.length() + 2));
    }

    /** RFC 3261 §20.5: nothing follows from a missing Allow; and with any, the peer says 405 itself. */
    @ParameterizedTest
    @ValueSource(strings = {"Call-Info: <http://a.example>", "Allow: INVITE, ACK", "Allow:"})
    @Tag("3428-9-15")
    void allowHeaderDoesNotPreventMessages(String line) throws Exception {
        assertThat(wired.say().text("Hello").with(line).answer().code()).isEqualTo(200);
        wired.peer().thenAnswer(200);
        assertThat(wired.bob().send(Message.text("sip:alice@example.com", "Hello yourself")))
                .isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    @Tag("3428-9-38")
    @Tag("3428-9-40")
    @Tag("3428-9-41")
    @Tag("3428-9-47")
    @Tag("3428-9-54")
    void commonHeadersHaveAccessors() throws Exception {
        var say = wired.say().text("Hello");
        say.with("s: hello", "Priority: URGENT", "Reply-To: \"Al\" <sip:al@example.net>", "Organization: Boxes");
        say.with("In-Reply-To: 1@a, 2@b").answer();
        var message = wired.heard();
        assertThat(message.subject()).contains("hello");
        assertThat(message.priority()).isEqualTo("urgent");
        assertThat(message.replyTo().orElseThrow().uri().text()).isEqualTo("sip:al@example.net");
        assertThat(message.organization()).contains("Boxes");
        assertThat(message.inReplyTo()).containsExactly(new MessageId("1@a"), new MessageId("2@b"));
        assertThat(message).hasToString("sip:alice@example.com: Hello");
    }

    @Test
    @Tag("3261-8.2.2-01")
    @Tag("3261-20.19-01")
    @Tag("3261-20.17-01")
    @Tag("3428-9-36")
    @Tag("3428-9-41")
    void malformedOptionalHeadersAreIgnored() throws Exception {
        var say = wired.say().text("Hello");
        say.with(
                "Date: yesterday",
                "Reply-To: <sip:",
                "In-Reply-To: \"",
                "Expires: soon",
                "Require: \"",
                "Timestamp: x");
        assertThat(say.answer().code()).isEqualTo(200);
        var message = wired.heard();
        assertThat(message.date()).isEmpty();
        assertThat(message.expiry()).isEmpty();
        assertThat(message.replyTo()).isEmpty();
        assertThat(message.inReplyTo()).isEmpty();
        assertThat(message.priority()).isEqualTo("normal");
    }

    // ---- what must be there

    @Test
    @Tag("3428-9-21")
    @Tag("3428-9-33")
    @Tag("3428-9-37")
    @Tag("3428-9-56")
    @Tag("3428-9-60")
    void responseRepeatsTheHeadersOfTheTransaction() throws Exception {
        String vias =
                "Via: SIP/2.0/UDP p2.example.com;branch=z9hG4bKp2\r\nVia: SIP/2.0/TCP p1.example.com;branch=z9hG4bKp1";
        for (int code : List.of(200, 404)) {
            var say = wired.say().text("Hello").with("Call-ID: aBc@X", "CSeq: 7 MESSAGE", vias);
            var answer =
                    say.uri(code == 200 ? "sip:bob@x" : "sip:carol@x").answer().response();
            assertThat(answer.code()).isEqualTo(code);
            assertThat(answer.callId()).isEqualTo("aBc@X");
            assertThat(answer.headers().get(HeaderName.CSEQ)).contains("7 MESSAGE");
            assertThat(answer.headers().get(HeaderName.FROM)).contains("\"Alice\" <sip:alice@example.com>;tag=49583");
            assertThat(answer.to().tag()).isNotEmpty();
            assertThat(answer.headers().lines(HeaderName.VIA).subList(1, 3))
                    .containsExactly(
                            "SIP/2.0/UDP p2.example.com;branch=z9hG4bKp2",
                            "SIP/2.0/TCP p1.example.com;branch=z9hG4bKp1");
            assertThat(answer.topVia().parameters().get("received")).contains("127.0.0.1");
            assertThat(answer.topVia().parameters().get("rport"))
                    .contains(Integer.toString(wired.peer().port()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Call-ID", "From", "To"})
    @Tag("3428-9-21")
    @Tag("3428-9-37")
    @Tag("3428-9-56")
    void missingMandatoryHeaderGets400(String name) throws Exception {
        wired.peer()
                .send(at(wired.bob()), wired.say().text("Hello").without(name).bytes());
        assertThat(wired.peer().heard().text()).startsWith("SIP/2.0 400 " + name + ": expected such a header");
        wired.nothingElseIsHeard();
    }

    @Test
    @Tag("3428-9-33")
    void cseqOfAnotherMethodGets400() throws Exception {
        assertThat(wired.say().text("Hello").with("CSeq: 7 INVITE").answer().code())
                .isEqualTo(400);
    }

    @Test
    @Tag("3428-9-31")
    void bodyWithoutContentLengthIsTheRestOfTheDatagram() throws Exception {
        var say = wired.say().text("Hello");
        String text = new String(say.bytes(), StandardCharsets.UTF_8).replaceAll("Content-Length: \\d+\r\n", "");
        wired.peer().send(at(wired.bob()), text);
        assertThat(wired.next().code()).isEqualTo(200);
        assertThat(wired.heard().content()).hasToString("Hello");
    }

    @Test
    @Tag("3428-9-03")
    @Tag("3428-9-32")
    void bodyNeedsATypeAndAnEmptyBodyNeedsNone() throws Exception {
        assertThat(wired.say().answer().code()).isEqualTo(200);
        assertThat(wired.heard().content()).isEqualTo(new Content.Text(""));
        assertThat(wired.say().untyped("Hello").answer().status())
                .isEqualTo("400 Content-Type: expected type/subtype but was ''");
        assertThat(wired.say()
                        .body("text/plain;charset=ISO-8859-1", new byte[] {(byte) 0xE9})
                        .answer()
                        .code())
                .isEqualTo(200);
        assertThat(wired.heard().content()).hasToString("é");
    }

    @Test
    @Tag("3428-9-48")
    @Tag("3428-9-57")
    void unknownRequiredExtensionGets420WithItsName() throws Exception {
        var answer = wired.say().text("Hello").with("Require: foo").answer();
        assertThat(answer.status()).isEqualTo("420 Bad Extension");
        assertThat(answer.header("Unsupported")).isEqualTo("foo");
    }

    @Test
    @Tag("3261-8.2.2.3-02")
    void cancelWithRequireIsNotRefusedWith420() throws Exception {
        assertThat(wired.say().method("CANCEL").with("Require: foo").answer().code())
                .isEqualTo(481);
    }

    // ---- methods and addresses

    @ParameterizedTest
    @ValueSource(strings = {"message", "Message", "MESSAGES"})
    @Tag("3428-9-02")
    void methodNameIsCaseSensitive(String method) throws Exception {
        var answer = wired.say().method(method).text("Hello").answer();
        assertThat(answer.status()).isEqualTo("501 Not Implemented");
        assertThat(answer.header("Allow")).contains("MESSAGE");
        wired.nothingElseIsHeard();
    }

    @Test
    @Tag("3428-12-01")
    @Tag("3428-7-13")
    @Tag("3261-20.5-01")
    @Tag("3261-20.1-01")
    @Tag("3261-8.2.4-01")
    @Tag("3261-11.2-02")
    void optionsListsMethodsAndTypes() throws Exception {
        var answer = wired.say().method("OPTIONS").answer();
        assertThat(answer.status()).isEqualTo("200 OK");
        assertThat(answer.header("Allow").split(", ")).contains("MESSAGE", "OPTIONS", "CANCEL", "ACK");
        assertThat(answer.header("Accept")).isEqualTo("*/*");
        assertThat(answer.header("Accept-Encoding")).isEqualTo("gzip, deflate");
        assertThat(answer.header("Supported")).isEmpty();
        assertThat(answer.has("Require")).isFalse();
        assertThat(answer.response().bodyLength()).isZero();
    }

    @Test
    @Tag("3428-12-01")
    @Tag("3261-11.2-02")
    void optionsListsAcceptedTypesAndLanguages() throws Exception {
        try (var other = new Wired(how -> how.accepts("message/cpim").languages("en", "fr"))) {
            var answer = other.say().method("OPTIONS").answer();
            assertThat(answer.header("Accept"))
                    .isEqualTo("message/cpim, text/plain, multipart/mixed, multipart/alternative");
            assertThat(answer.header("Accept-Language")).isEqualTo("en, fr");
            String cpim = "From: <im:a@b>\r\n\r\nContent-Type: text/plain\r\n\r\nHello";
            assertThat(other.say()
                            .body("message/cpim", cpim.getBytes(StandardCharsets.UTF_8))
                            .answer()
                            .code())
                    .isEqualTo(200);
            assertThat(other.heard().content()).isInstanceOf(Content.Cpim.class).hasToString("Hello");
        }
    }

    @Test
    @Tag("3261-8.2.2.1-01")
    void requestUriDecidesAndNotTheToHeader() throws Exception {
        for (String to : List.of("tel:+1555", "unknown:x", "sip:carol@example.com"))
            assertThat(wired.say()
                            .text("Hello " + to)
                            .with("To: <" + to + ">")
                            .answer()
                            .code())
                    .isEqualTo(200);
        assertThat(wired.say().uri("tel:+1555").text("Hello").answer().status())
                .isEqualTo("416 Unsupported URI Scheme");
    }

    @Test
    @Tag("3261-8.2-01")
    @Tag("3428-7-01")
    @Tag("3261-7.4.2-01")
    void responseHasMandatoryHeadersOnly() throws Exception {
        var answer = wired.say()
                .text("Hello")
                .with("Timestamp: 54", "User-Agent: x")
                .answer()
                .response();
        var names = new ArrayList<String>();
        for (int i = 0; i < answer.headers().count(); i++)
            names.add(answer.headers().writtenName(i));
        assertThat(names).containsExactly("Via", "From", "To", "Call-ID", "CSeq", "Content-Length");
    }
}
