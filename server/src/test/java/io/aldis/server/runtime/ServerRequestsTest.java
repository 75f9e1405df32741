package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to the server itself, and unsupported ones (RFC 3261 §8.2, §11, PHONES 33 and 34). */
class ServerRequestsTest {
    /** RFC 3261 §21.4.6: what may be sent to the address that was asked. */
    private static final String ALLOW = "REGISTER, OPTIONS, CANCEL";

    private static final String ALLOWED_TO_USERS = "OPTIONS, MESSAGE, INVITE, ACK, CANCEL, BYE";

    private TestServer aldis;
    private Phone phone;

    @BeforeEach
    void open() {
        aldis = TestServer.open(TestServer.SETTINGS);
        phone = Phone.udp(aldis.server);
    }

    @AfterEach
    void close() {
        phone.close();
        aldis.close();
    }

    /** sipsak pings so, and cuts the last digit off the port. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:{server}",
                "sip:127.0.0.1",
                "sip:127.0.0.1:1506",
                "sip:example.com",
                "sip:EXAMPLE.org:5099;x=y"
            })
    void optionsAreAnsweredWithoutCredentials(String uri) {
        phone.send(Say.request("OPTIONS", uri).replace("alice@example.net", "bob@example.com"));
        Heard answer = phone.hear("SIP/2.0 200 OK");
        assertThat(answer.header("Allow")).isEqualTo(ALLOW);
        assertThat(answer.header("Accept")).isEqualTo("*/*");
        assertThat(answer.header("Accept-Encoding")).isEqualTo("identity");
        assertThat(answer.header("Accept-Language")).isEqualTo("en");
        assertThat(answer.header("Supported")).isEqualTo("path, outbound, gruu");
        assertThat(answer.header("To")).contains(";tag=");
        assertThat(answer.has("Contact")).isFalse();
        assertThat(answer.header("Content-Length")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "foo, path", "outbound, foo", "FOO"})
    @Tag("3261-8.2.2.3-01")
    void optionsWithAnUnknownRequireGets420(String tags) {
        phone.send(Say.request("OPTIONS", "sip:example.com").replace("Max-F", "Require: " + tags + "\nMax-F"));
        Heard refusal = phone.hear("SIP/2.0 420 Bad Extension");
        assertThat(refusal.header("Unsupported")).isEqualToIgnoringCase("foo");
        phone.send(
                Say.request("OPTIONS", "sip:example.com").replace("M1", "M2").replace("Max-F", "Require: path\nMax-F"));
        phone.hear("SIP/2.0 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:bob@example.com", "sip:nobody@example.com", "sip:nobody@example.org"})
    void optionsForAnotherAddressHasNoAllowOfTheServer(String uri) {
        phone.send(Say.request("OPTIONS", uri));
        assertThat(phone.hear().has("Allow")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "OPTIONS", "BYE", "SUBSCRIBE"})
    @Tag("3261-9.2-01")
    void cancelOfAnAnsweredRequestGets200AndAnUnknownOne481(String method) {
        String request = Say.request(method, "sip:nobody@example.com");
        phone.send(request);
        phone.hear();
        String cancel = request.replaceFirst(method, "CANCEL").replace("1 " + method, "1 CANCEL");
        phone.send(cancel);
        phone.hear("SIP/2.0 200");
        phone.send(cancel.replace("z9hG4bKM1", "z9hG4bKother"));
        phone.hear("SIP/2.0 481");
        phone.send(cancel.replace("1 CANCEL", "2 CANCEL"));
        phone.hear("SIP/2.0 481");
    }

    /** RFC 3261 §9.2: a challenge is a final answer, and its transaction is there; the CANCEL itself is never challenged (§22.1). */
    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "REGISTER"})
    @Tag("3261-9.2-01")
    void cancelOfAChallengedRequestGets200AndHasNoEffect(String method) {
        String request = Say.request(method, "sip:example.com")
                .replace("sip:example.com", "sip:bob@example.com")
                .replace("alice@example.net", "bob@example.com");
        phone.send(request);
        int challenge = phone.hear().code();
        assertThat(challenge).isEqualTo(method.equals("REGISTER") ? 401 : 407);
        phone.send(request.replaceFirst(method, "CANCEL").replace("1 " + method, "1 CANCEL"));
        assertThat(phone.hear("SIP/2.0 200").header("CSeq")).isEqualTo("1 CANCEL");
        phone.send(request.replace("z9hG4bKM1", "z9hG4bKM2").replace("1 " + method, "2 " + method));
        assertThat(phone.hear().code()).isEqualTo(challenge);
    }

    @Test
    @Tag("3261-9.2-01")
    void cancelOfAPendingMessageGets200AndTheMessageIsDelivered() {
        try (TestServer trusting = TestServer.open(TestServer.TRUSTING);
                Phone bob = trusting.phone("bob");
                Phone alice = Phone.tcp(trusting.server)) {
            alice.send(Say.message("sip:bob@example.com"));
            Heard message = bob.hear("MESSAGE");
            alice.send(Say.request("CANCEL", "sip:bob@example.com"));
            assertThat(alice.hear("SIP/2.0 200").header("CSeq")).isEqualTo("1 CANCEL");
            bob.answer(message, "200 OK");
            assertThat(alice.hear("SIP/2.0 200").header("CSeq")).isEqualTo("1 MESSAGE");
            bob.hearsNothing();
        }
    }

    @Test
    @Tag("4475-3.3.11-zeromf")
    @Tag("3261-11-02")
    void maxForwardsZeroDoesNotStopOptionsToTheServer() {
        phone.send(Say.request("OPTIONS", "sip:{server}").replace("Forwards: 70", "Forwards: 0"));
        phone.hear("SIP/2.0 200");
        phone.send(Say.request("OPTIONS", "sip:bob@example.com").replace("Forwards: 70", "Forwards: 0"));
        phone.hear("SIP/2.0 483");
    }

    /** {@code sip:ping@IP} is somebody whom we do not know. */
    @Test
    void optionsForAnUnknownUserGets404() {
        phone.send(Say.request("OPTIONS", "sip:ping@127.0.0.1"));
        phone.hear("SIP/2.0 404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "INVITE", "SUBSCRIBE", "PUBLISH", "BYE"})
    void otherRequestsToTheServerItselfGet405(String method) {
        phone.send(Say.request(method, "sip:{server}"));
        Heard refusal = phone.hear();
        if (refusal.code() == 100) refusal = phone.hear();
        assertThat(refusal.startLine()).isEqualTo("SIP/2.0 405 Method Not Allowed");
        assertThat(refusal.header("Allow")).isEqualTo(ALLOW);
        if (method.equals("INVITE"))
            phone.send(Say.request("ACK", "sip:{server}").replace("To: <sip:{server}>", "To: " + refusal.header("To")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "60"})
    @Tag("5393-5.3.5-01")
    void maxBreadthOfARequestToTheServerIsIgnored(String breadth) {
        phone.send(Say.request("OPTIONS", "sip:example.com").replace("Max-F", "Max-Breadth: " + breadth + "\nMax-F"));
        phone.hear("SIP/2.0 200");
    }

    @Test
    @Tag("3261-19.3-01")
    void toTagsAreUnique() {
        var tags = new HashSet<String>();
        for (int i = 0; i < 50; i++) {
            phone.send(Say.request("OPTIONS", "sip:example.com").replace("M1", "M" + i + "x"));
            String tag = Heard.parameter(phone.hear("SIP/2.0 200").header("To"), "tag");
            assertThat(tag).hasSizeGreaterThan(7).isNotEqualTo("f1"); // 36 ^ 7 > 2 ^ 32
            assertThat(tags.add(tag)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NEWMETHOD", "message", "Options"})
    @Tag("3428-9-02")
    @Tag("3261-21.5.2-01")
    void unknownMethodToTheServerGets501(String method) {
        phone.send(Say.request(method, "sip:example.com"));
        assertThat(phone.hear("SIP/2.0 501 Not Implemented").header("Allow")).isEqualTo(ALLOW);
    }

    /** PHONES 33: Twinkle and Pidgin go on quietly. */
    @Test
    void publishGets405() {
        try (TestServer trusting = TestServer.open(TestServer.TRUSTING);
                Phone bob = trusting.phone("bob")) {
            bob.send(Say.request("PUBLISH", "sip:bob@example.com").replace("Content-L", "Event: presence\nContent-L"));
            assertThat(bob.hear("SIP/2.0 405").header("Allow")).isEqualTo(ALLOWED_TO_USERS);
        }
    }

    /** PHONES 35. */
    @Test
    void keepAlivesOverUdpAreDropped() {
        phone.send("\r\n\r\n").send(new byte[] {0}).send(new byte[0]);
        phone.hearsNothing();
        phone.send(Say.request("OPTIONS", "sip:example.com"));
        phone.hear("SIP/2.0 200");
    }
}
