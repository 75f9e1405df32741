package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Validation and routing of requests (RFC 3261 §16.3 to §16.5). */
class ValidationTest extends TwoPhones {
    @Test
    @Tag("3261-16.5-04")
    @Tag("3261-16.1-01")
    void unknownUserGets404() {
        refused(Say.message("sip:nobody@example.com"), "404 Not Found");
    }

    @Test
    @Tag("3261-16.5-04")
    void userWithoutPhoneGets480() {
        refused(Say.message("sip:alice@example.com"), "480 Temporarily Unavailable");
    }

    @Test
    void sameUserNameInAnotherDomainGets404() {
        refused(Say.message("sip:bob@example.org"), "404");
    }

    @Test
    void messageToAForeignDomainGets403() {
        refused(Say.message("sip:bob@elsewhere.example"), "403 No relaying to elsewhere.example");
        refused(Say.message("im:bob@elsewhere.example").replace("M1", "M2"), "403 No relaying");
    }

    @Test
    void messageWithAForeignRouteGets403() {
        String foreign = "Route: <sip:{server};lr>, <sip:127.0.0.1:9;lr>\nMax-Forwards";
        refused(Say.message("sip:bob@example.com").replace("Max-Forwards", foreign), "403 No relaying along");
        refused(Say.message("im:bob@example.com").replace("Max-Forwards", foreign), "403 No relaying along");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";mark=000000000000000000000000", ";mark=", ";mark"})
    void ownRouteWithoutTheDialogMarkGets403(String mark) {
        refused(
                Say.message("sip:bob@elsewhere.example")
                        .replace("Max-Forwards", "Route: <sip:{server};lr" + mark + ">\nMax-Forwards")
                        .replace("To: <sip:bob@elsewhere.example>", "To: <sip:bob@elsewhere.example>;tag=x"),
                "403 No relaying");
    }

    /** To a neighbour that is a connection that has ended: it keeps what it has. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "c2lwOmJvYkBleGFtcGxlLmNvbQ.0123456789abcdef0123456789abcdef"})
    void forgedFlowTokenGets430(String token) {
        refused(
                Say.message("sip:bob@127.0.0.1:9")
                        .replace("Max-Forwards", "Route: <sip:{server};flow=" + token + ";lr>\nMax-Forwards"),
                "430");
    }

    /** PHONES 21: all these are the server itself. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:{server};transport=udp;lr>",
                "<sip:{server};lr>",
                "<sip:{server}>",
                "<sip:example.com;lr>",
                "\"the server, really\" <sip:EXAMPLE.com;lr>;x=y",
                "<sip:{server};lr>, <sip:example.org;lr>"
            })
    @Tag("3261-16.4-03")
    @Tag("3428-6-01")
    @Tag("3428-9-52")
    void ownRouteIsRemoved(String route) {
        alice.send(Say.message("sip:bob@example.com").replace("Max-Forwards", "Route: " + route + "\nMax-Forwards"));
        Heard message = bob.hear();
        assertThat(message.has("Route")).isFalse();
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tel:+15551234", "nobody:knows", "http://example.com/"})
    @Tag("3261-16.3-03")
    void otherSchemeGets416(String uri) {
        refused(Say.message(uri), "416 Unsupported URI Scheme");
    }

    @Test
    @Tag("3261-16.3-06")
    void unknownProxyRequireGets420() {
        Heard refusal = refused(
                Say.message("sip:bob@example.com").replace("Max-F", "Proxy-Require: foo, bar\nProxy-Require: x\nMax-F"),
                "420 Bad Extension");
        assertThat(refusal.header("Unsupported")).isEqualTo("foo, bar, x");
    }

    @Test
    void requireHeaderIsLeftToThePhone() {
        delivered(Say.message("sip:bob@example.com").replace("Max-F", "Require: foo\nMax-F"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NEWMETHOD", "message", "Message", "MESSAGES"})
    @Tag("3261-16.2-01")
    @Tag("3261-16.3-02")
    @Tag("3428-9-02")
    void unknownMethodIsForwarded(String method) {
        assertThat(delivered(Say.request(method, "sip:bob@example.com")).startLine())
                .startsWith(method + " sip:bob@");
    }

    @Test
    @Tag("5393-4.2.2-01")
    @Tag("3261-16.3-05")
    @Tag("5393-4.1-01")
    @Tag("5393-4.1-02")
    void requestThatReturnsUnchangedGets482() {
        aldis.register(bob, "carol", "<sip:carol@{server}>");
        refused(Say.message("sip:carol@example.com"), "482 Loop Detected");
    }

    @Test
    @Tag("5393-4.2.1-01")
    void requestThatReturnsWithAnotherRequestUriIsForwarded() {
        alice.send(Say.message("sip:bob@example.com"));
        Heard message = bob.hear();
        String back = message.text().replaceFirst("MESSAGE \\S+", "MESSAGE sip:bob@example.org");
        aldis.register(bob, "x", "<sip:x@{me}>");
        bob.send(back.replaceFirst("sip:bob@example.org", "sip:x@example.com"));
        Heard again = bob.hear("MESSAGE sip:x@");
        assertThat(again.all("Via")).hasSize(3);
        bob.answer(again, "200 OK");
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("3261-16.3-08")
    void sameRequestWithAnotherBranchIsForwarded() {
        delivered(Say.message("sip:bob@example.com"));
        delivered(Say.message("sip:bob@example.com").replace("branch=z9hG4bKM1", "branch=z9hG4bKM2"));
    }

    @Test
    void addressOfTheServerIsTheFirstDomain() {
        delivered(Say.message("sip:bob@{server}"));
        delivered(Say.message("sip:bob@127.0.0.1").replace("M1", "M2"));
        delivered(Say.message("sip:bob@127.0.0.1:1506").replace("M1", "M3"));
    }

    @Test
    @Tag("6026-7.3-01")
    @Tag("6026-8.9-01")
    @Tag("3261-16.7-01")
    void strayResponseIsDroppedAndCounted() {
        alice.send(Say.message("sip:bob@example.com"));
        Heard message = bob.hear();
        bob.send("SIP/2.0 200 OK\n" + message.copied("t").replaceFirst("branch=\\S+", "branch=z9hG4bKwrong")
                + "Content-Length: 0\n\n");
        alice.hearsNothing();
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
        TestServer.until("it is counted", () -> aldis.server.counters().stray() == 1);
    }

    @Test
    @Tag("3261-16.7-02")
    void responseWithOurViaOnlyIsNotForwarded() {
        alice.send(Say.message("sip:bob@example.com"));
        Heard message = bob.hear();
        String theirs = "Via: " + message.all("Via").getLast() + "\r\n";
        bob.send("SIP/2.0 200 OK\n" + message.copied("t").replace(theirs, "") + "Content-Length: 0\n\n");
        alice.hear("SIP/2.0 480");
    }
}
