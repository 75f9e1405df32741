package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Privacy requested by the sender (RFC 3323). Alice is at 127.0.0.2, behind a proxy at 192.0.2.7. */
class PrivacyTest {
    private static final String MORE = """
        User-Agent: Phone 1.0
        Organization: Acme
        Subject: secret plans
        Reply-To: <sip:boss@example.net>
        Contact: <sip:alice@127.0.0.2:5060>
        X-Other: stays
        """;

    private TestServer aldis;
    private Phone alice;
    private Phone bob;

    @BeforeEach
    void open() {
        aldis = TestServer.open(TestServer.TRUSTING);
        alice = Wires.udp(aldis.server, "127.0.0.2");
        bob = aldis.phone("bob");
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        aldis.close();
    }

    private Heard delivered(String privacy) {
        String way = "Max-Forwards: 70\nVia: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKfirst\n";
        String request = Say.message("sip:bob@example.com").replace("Max-Forwards: 70\n", way + MORE + privacy);
        Heard message = heardByBob(request);
        bob.answer(message, "200 OK");
        Heard answer = alice.hear("SIP/2.0 200");
        assertThat(answer.all("Via")).hasSize(2);
        assertThat(answer.all("Via").getFirst()).contains("branch=z9hG4bKM1", "127.0.0.2");
        assertThat(answer.all("Via").getLast()).isEqualTo("SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKfirst");
        return message;
    }

    private Heard heardByBob(String request) {
        alice.send(request);
        return bob.hear("MESSAGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Privacy: header\n", "Privacy: id;HEADER\n", "Privacy: id\nPrivacy: header ;critical\n"})
    @Tag("3428-1-27")
    void privacyHeaderHidesTheSourceOfTheMessage(String privacy) {
        Heard message = delivered(privacy);
        assertThat(message.text()).doesNotContain("127.0.0.2", "192.0.2.7");
        assertThat(message.all("Via")).hasSize(1);
        assertThat(message.text()).contains("Subject: secret plans", "X-Other: stays");
    }

    @Test
    void privacyUserRemovesHeadersAboutTheUser() {
        Heard message = delivered("Privacy: user\n");
        for (String name : List.of("User-Agent", "Organization", "Subject", "Reply-To"))
            assertThat(message.has(name)).as(name).isFalse();
        assertThat(message.has("X-Other")).isTrue();
        assertThat(message.all("Via")).hasSize(3);
    }

    /** RFC 8224 §9, §11: it is about the address in From, which stays. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Privacy: id\n", "Privacy: header\n"})
    @Tag("8224-9-01")
    @Tag("8224-11-01")
    void identityIsKeptWithTheFromHeader(String privacy) {
        Heard message = delivered(
                "Identity: bad;info=<https://a.example/c>;alg=ES256\nIdentity: good;info=<https://b.example/c>\n"
                        + privacy);
        assertThat(message.all("Identity"))
                .containsExactly("bad;info=<https://a.example/c>;alg=ES256", "good;info=<https://b.example/c>");
        assertThat(message.header("From")).startsWith("<sip:alice@example.net>");
    }

    private static String withPrivacy(String method, String lines) {
        return Say.request(method, "sip:bob@example.com").replace("Max-F", lines + "Max-F");
    }

    /** RFC 3323 §5.3: From is anonymous and Call-ID says nothing; the sender is answered with its own. */
    @ParameterizedTest
    @ValueSource(strings = {"Privacy: user\n", "Privacy: header;user;critical\n", "Privacy: USER\nPrivacy: id\n"})
    @Tag("3428-1-27")
    void privacyUserAnonymizesFromAndCallId(String privacy) {
        String request = withPrivacy("MESSAGE", "Identity: abc;info=<https://example.net/c>\n" + privacy);
        Heard message = heardByBob(request);
        assertThat(message.header("From")).isEqualTo("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=f1");
        assertThat(message.header("Call-ID")).doesNotContain("M1").endsWith("@anonymous.invalid");
        assertThat(message.text()).doesNotContain("example.net", "Identity");
        bob.answer(message, "200 OK");
        Heard answer = alice.hear("SIP/2.0 200");
        assertThat(answer.header("From")).isEqualTo("<sip:alice@example.net>;tag=f1");
        assertThat(answer.header("Call-ID")).isEqualTo("M1@example.net");
        assertThat(answer.header("CSeq")).isEqualTo("1 MESSAGE");
        assertThat(answer.all("Via")).hasSize(1);
    }

    @Test
    void bothCopiesOfAMessageHaveTheSameAnonymousCallId() {
        Heard first = heardByBob(withPrivacy("MESSAGE", "Privacy: user\n"));
        bob.answer(first, "200 OK");
        alice.hear("SIP/2.0 200");
        Heard again = heardByBob(withPrivacy("MESSAGE", "Privacy: user\n").replace("z9hG4bKM1", "z9hG4bKM2"));
        bob.answer(again, "200 OK");
        alice.hear("SIP/2.0 200");
        assertThat(again.header("Call-ID")).isEqualTo(first.header("Call-ID"));
        Heard another = heardByBob(withPrivacy("MESSAGE", "Privacy: user\n").replace("M1", "M3"));
        bob.answer(another, "200 OK");
        alice.hear("SIP/2.0 200");
        assertThat(another.header("Call-ID")).isNotEqualTo(first.header("Call-ID"));
    }

    /** RFC 3323 §5: what was done need not be done again, and with the last value the header goes. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "header, -",
                "header;user, -",
                "user;critical, -",
                "user; header ;CRITICAL, -",
                "none, none",
                "id, id",
                "header;id, id",
                "id;user;critical, id;critical",
                "header;session, session",
                "history, history"
            })
    void fulfilledPrivacyValuesAreRemoved(String values, String left) {
        Heard message = heardByBob(withPrivacy("MESSAGE", "Privacy: " + values + "\nProxy-Require: privacy\n"));
        assertThat(message.all("Privacy")).isEqualTo(left == null ? List.of() : List.of(left));
        assertThat(message.has("Proxy-Require")).isEqualTo(left != null);
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    /** RFC 3323 §5: 500, with the values that we do not have. */
    @ParameterizedTest
    @CsvSource({
        "MESSAGE, session;critical, session",
        "MESSAGE, header;user;session;critical, session",
        "MESSAGE, Critical ; History, history",
        "MESSAGE, header;x-foo;critical, x-foo",
        "INVITE, header;critical, header",
        "INVITE, user;id;critical, user",
        "OPTIONS, user;critical, user",
        "SUBSCRIBE, session;critical, session"
    })
    void unsupportedCriticalPrivacyGets500(String method, String values, String missing) {
        alice.send(withPrivacy(method, "Privacy: " + values + "\n"));
        assertThat(alice.hear("SIP/2.0 500").startLine()).isEqualTo("SIP/2.0 500 Privacy not available: " + missing);
        bob.hearsNothing();
    }

    @Test
    void criticalInASeparateHeaderAppliesToAllValues() {
        alice.send(withPrivacy("MESSAGE", "Privacy: session\nPrivacy: critical\n"));
        alice.hear("SIP/2.0 500 Privacy not available: session");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Privacy: header;user;critical\n",
                "Privacy: id;critical\n",
                "Privacy: critical\n",
                "Privacy: none\n"
            })
    void supportedCriticalPrivacyIsFulfilled(String privacy) {
        bob.answer(heardByBob(withPrivacy("MESSAGE", privacy)), "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    void otherProxyRequireIsStillRefusedWith420() {
        alice.send(withPrivacy("MESSAGE", "Proxy-Require: foo, Privacy\nPrivacy: header\n"));
        assertThat(alice.hear("SIP/2.0 420").header("Unsupported")).isEqualTo("foo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Privacy: none\n", "Privacy: header;user;none\n", "Privacy: id\n"})
    void messageWithoutPrivacyIsForwardedUnchanged(String privacy) {
        Heard message = delivered(privacy);
        assertThat(message.all("Via")).hasSize(3);
        assertThat(message.text()).contains("127.0.0.2", "User-Agent: Phone 1.0", "Subject: secret plans");
    }
}
