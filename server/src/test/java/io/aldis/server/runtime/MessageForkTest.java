package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A MESSAGE for a user with two phones, and the response that its sender gets (RFC 3261 §16.7, RFC 4320). */
class MessageForkTest {
    private TestServer aldis;
    private Phone alice;
    private Phone desk;
    private Phone mobile;

    @BeforeEach
    void open() {
        open(TestServer.open(TestServer.TRUSTING));
    }

    private void open(TestServer with) {
        aldis = with;
        alice = Phone.udp(aldis.server);
        desk = aldis.phone("bob");
        mobile = aldis.phone("bob");
    }

    /** The phones have so long to answer. */
    private void reopen(Duration patience) {
        close();
        open(TestServer.open(TestServer.TRUSTING.with(ServerSettings::patience).of(patience)));
    }

    @AfterEach
    void close() {
        alice.close();
        desk.close();
        mobile.close();
        aldis.close();
    }

    private void send() {
        alice.send(Say.message("sip:bob@example.com"));
    }

    /** What alice hears when the phones say that. */
    private Heard best(String one, String two) {
        send();
        desk.answer(desk.hear(), one);
        mobile.answer(mobile.hear(), two);
        return alice.hear();
    }

    @Test
    @Tag("3428-6-02")
    @Tag("3261-16.6-01")
    void messageIsSentToAllPhonesAtOnce() {
        try (Phone third = aldis.phone("bob")) {
            send();
            Heard atDesk = desk.hear("MESSAGE sip:bob@" + desk.address());
            Heard atMobile = mobile.hear("MESSAGE sip:bob@" + mobile.address());
            third.answer(third.hear("MESSAGE sip:bob@" + third.address()), "200 OK");
            alice.hear("SIP/2.0 200");
            desk.answer(atDesk, "200 OK");
            mobile.answer(atMobile, "200 OK");
        }
    }

    @Test
    @Tag("3428-6-04")
    @Tag("3428-1-24")
    void firstOfSeveral200sIsForwardedAndRepeatedForARetransmission() {
        send();
        Heard first = desk.hear();
        Heard second = mobile.hear();
        mobile.answer(second, "200 Mobile");
        desk.answer(first, "200 Desk");
        Heard answer = alice.hear("SIP/2.0 200");
        alice.hearsNothing();
        send();
        assertThat(alice.hearAgain()).isEqualTo(answer);
        desk.hearsNothing();
        mobile.hearsNothing();
    }

    @Test
    @Tag("3428-6-03")
    @Tag("3261-9.1-01")
    @Tag("3261-16.7-08")
    void deviceThatTakesTheMessageAfterADeclineWins() {
        send();
        Heard slow = desk.hear();
        mobile.answer(mobile.hear(), "603 Decline");
        alice.hearsNothing();
        desk.hearsNothing(); // no CANCEL
        desk.answer(slow, "200 OK");
        alice.hear("SIP/2.0 200");
        alice.hearsNothing();
    }

    @Test
    @Tag("3261-16.7-08")
    @Tag("3428-7-11")
    void declineIsForwardedWhenThePatienceIsOver() {
        reopen(Duration.ofMillis(500));
        send();
        Heard slow = desk.hear();
        mobile.answer(mobile.hear(), "603 Decline");
        alice.hear("SIP/2.0 603");
        assertThat(aldis.server.waiting()).isZero();
        desk.answer(slow, "200 OK");
        alice.hearsNothing();
    }

    @Test
    @Tag("3261-16.1-02")
    @Tag("3261-16.7-06")
    @Tag("3261-16.7-07")
    void bothPhonesGetTheMessageAndTheFirst200IsForwarded() {
        send();
        Heard first = desk.hear("MESSAGE sip:bob@" + desk.address());
        Heard second = mobile.hear("MESSAGE sip:bob@" + mobile.address());
        assertThat(Heard.parameter(first.all("Via").getFirst(), "branch"))
                .isNotEqualTo(Heard.parameter(second.all("Via").getFirst(), "branch"));
        mobile.answer(second, "200 Mobile");
        assertThat(alice.hear("SIP/2.0 200 Mobile").header("To")).endsWith("tag" + mobile.port());
        desk.answer(first, "200 Desk");
        alice.hearsNothing();
    }

    @Test
    @Tag("3261-16.7-16")
    @Tag("3428-6-03")
    @Tag("3261-9.1-01")
    void messageIsNotCancelledWhenOneDeviceHasTakenIt() {
        send();
        Heard slow = desk.hear();
        desk.answer(slow, "100 Trying");
        mobile.answer(mobile.hear(), "200 OK");
        alice.hear("SIP/2.0 200");
        desk.hearsNothing();
        desk.answer(slow, "200 OK");
        alice.hearsNothing();
    }

    @ParameterizedTest
    @CsvSource({
        "603 Decline, 404 Not Found, 603",
        "486 Busy, 603 Decline, 603",
        "486 Busy, 500 Oops, 486",
        "404 Not Found, 407 Prove it, 407",
        "501 No, 404 Not Found, 404",
        "404 Not Found, 486 Busy, 486",
        "480 Away, 415 What, 415",
        "302 Moved, 404 Not Found, 302",
        "503 Leaving, 486 Busy, 486",
        "408 Late, 500 Oops, 500",
        "503 Leaving, 408 Late, 480",
        "404 Not Found, 202 Accepted, 202"
    })
    @Tag("3261-16.7-09")
    @Tag("3261-16.7-08")
    @Tag("3261-16.7-11")
    @Tag("4320-4.2-03")
    @Tag("3428-7-11")
    @Tag("3428-6-01")
    @Tag("6665-8.3.1-01")
    void bestResponseIsForwarded(String one, String two, int heard) {
        assertThat(best(one, two).code()).isEqualTo(heard);
        alice.hearsNothing();
    }

    @Test
    @Tag("3261-16.7-14")
    @Tag("3261-16.7-12")
    void refusalIsForwardedUnchanged() {
        send();
        Heard message = desk.hear();
        mobile.answer(mobile.hear(), "404 Not Found");
        desk.send("SIP/2.0 415 Unsupported 媒体\n" + message.copied("t")
                + "Accept: text/plain\nX-Foo:  bar\nContent-Type: text/html\nContent-Length: 11\n\n<p>no</p>\r\n");
        Heard refusal = alice.hear("SIP/2.0 415 ");
        String via = "Via: " + message.all("Via").getFirst() + "\r\n";
        assertThat(refusal.text())
                .isEqualTo(new String(
                                        desk.wire("SIP/2.0 415 Unsupported 媒体\n" + message.copied("t")
                                                        + "Accept: text/plain\nX-Foo:  bar\nContent-Type: text/html\n")
                                                .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                        java.nio.charset.StandardCharsets.ISO_8859_1)
                                .replace(via, "")
                        + "Content-Length: 11\r\n\r\n<p>no</p>\r\n");
    }

    @Test
    @Tag("3261-16.7-13")
    @Tag("8760-2.5-01")
    void challengesOfAllDevicesAreMergedIntoOneResponse() {
        send();
        Heard first = desk.hear();
        Heard second = mobile.hear();
        String b = "Digest realm=\"b\", nonce=\"2\"";
        String c = "Digest realm=\"c\", nonce=\"3\"";
        desk.answer(first, "401 Prove it", "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\"");
        mobile.answer(second, "407 Prove it", "Proxy-Authenticate: " + b, "Proxy-Authenticate: " + c);
        Heard challenge = alice.hear();
        assertThat(challenge.all("WWW-Authenticate")).containsExactly("Digest realm=\"a\", nonce=\"1\"");
        assertThat(challenge.all("Proxy-Authenticate")).isEqualTo(List.of(b, c));
        assertThat(challenge.all("Via")).hasSize(1);
        assertThat(challenge.text()).endsWith("\r\n\r\n");
    }

    @Test
    @Tag("4320-4.2-01")
    @Tag("4320-4.1-04")
    @Tag("4320-4.1-02")
    @Tag("4321-1.4-01")
    @Tag("3261-16.7-10")
    @Tag("3428-7-22")
    @Tag("3581-3-03")
    void silentPhonesGive100AndThen480() {
        ServerSettings patient =
                TestServer.TRUSTING.with(ServerSettings::patience).of(Duration.ofMillis(500));
        try (TestServer soon = TestServer.timed(patient, TestServer.timers(80));
                Phone deaf = soon.phone("bob")) {
            alice.calls(soon.server);
            long start = System.nanoTime();
            send();
            alice.hear("SIP/2.0 100"); // 20 + 40 ms: then timer E has reached T2
            assertThat(since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
            alice.hear("SIP/2.0 480");
            assertThat(since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(490));
            alice.hearsNothing();
            deaf.hear("MESSAGE");
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    @Tag("3428-7-10")
    @Tag("4320-4.2-02")
    void lateResponseAfterThePatienceIsDropped() {
        reopen(Duration.ofMillis(500));
        send();
        Heard message = desk.hear();
        alice.hear("SIP/2.0 480");
        assertThat(aldis.server.waiting()).isZero();
        desk.answer(message, "200 OK");
        alice.hearsNothing();
        TestServer.until("it is counted", () -> aldis.server.counters().stray() == 1);
    }

    @Test
    @Tag("4321-1.5-01")
    void bestResponseIsForwardedWhenThePatienceIsOver() {
        reopen(Duration.ofSeconds(2));
        send();
        desk.answer(desk.hear(), "486 Busy");
        mobile.hear();
        alice.hear("SIP/2.0 486");
    }

    @ParameterizedTest
    @CsvSource({"100 Trying", "180 Ringing", "183 Session Progress", "199 Gone"})
    @Tag("4320-4.1-01")
    @Tag("3261-16.7-04")
    void provisionalResponsesAreNotForwarded(String provisional) {
        send();
        Heard message = desk.hear();
        desk.answer(message, provisional);
        mobile.answer(mobile.hear(), "480 Away");
        desk.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    /** PHONES 29: libpurple. */
    @Test
    void response200WithoutToTagAndWithRequestHeadersIsAccepted() {
        send();
        Heard other = mobile.hear();
        Heard message = desk.hear();
        desk.send("SIP/2.0 200 OK\n" + message.copied("")
                + "Max-Forwards: 69\nUser-Agent: Pidgin/2.14\nContent-Type: text/plain\nContent-Length: 0\n\n");
        Heard answer = alice.hear("SIP/2.0 200 OK");
        assertThat(answer.header("To")).isEqualTo("<sip:bob@example.com>");
        assertThat(answer.header("User-Agent")).isEqualTo("Pidgin/2.14");
        mobile.answer(other, "200 OK");
    }

    /** PHONES 30: Twinkle. */
    @Test
    void viasJoinedInOneLineAreSplit() {
        send();
        Heard other = mobile.hear();
        Heard message = desk.hear();
        List<String> vias = message.all("Via");
        desk.send("SIP/2.0 200 OK\nVia: " + String.join(",", vias) + "\n"
                + message.copied("t")
                        .lines()
                        .filter(line -> !line.startsWith("Via"))
                        .reduce("", (a, b) -> a + b + "\n")
                + "Content-Length: 0\n\n");
        assertThat(alice.hear("SIP/2.0 200").all("Via")).containsExactly(vias.getLast());
        mobile.answer(other, "200 OK");
    }

    @Test
    @Tag("5393-5.3.3-01")
    @Tag("5393-5.3.3-02")
    @Tag("5393-5.3.4-01")
    void maxBreadthIsSharedByTheCopies() {
        send();
        assertThat(answered(desk)).isEqualTo("30");
        assertThat(answered(mobile)).isEqualTo("30");
        alice.send(Say.message("sip:bob@example.com").replace("M1", "M2").replace("Max-F", "Max-Breadth: 7\nMax-F"));
        assertThat(Integer.parseInt(answered(desk)) + Integer.parseInt(answered(mobile)))
                .isEqualTo(7);
        alice.send(Say.message("sip:bob@example.com").replace("M1", "M3").replace("Max-F", "Max-Breadth: 1000\nMax-F"));
        assertThat(answered(desk)).isEqualTo("30");
        assertThat(answered(mobile)).isEqualTo("30");
    }

    /** 5393-5.3.3-02: exactly one in each forwarded request, the least of them. */
    @Test
    @Tag("5393-5.3.3-02")
    void smallestOfSeveralMaxBreadthsIsForwarded() {
        alice.send(Say.message("sip:bob@example.com").replace("Max-F", "Max-Breadth: 9\nMax-Breadth: 6\nMax-F"));
        for (Phone each : List.of(desk, mobile)) {
            Heard message = each.hear();
            assertThat(message.all("Max-Breadth")).containsExactly("3");
            each.answer(message, "200 OK");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "OPTIONS", "INVITE", "INFO", "REFER"})
    @Tag("5393-5.3.3-02")
    void smallestOfSeveralMaxBreadthsIsForwardedForEveryMethod(String method) {
        try (Phone only = aldis.phone("alice")) {
            for (String user : List.of("alice", "bob")) {
                alice.send(Say.request(method, "sip:" + user + "@example.com")
                        .replace("M1", user)
                        .replace("Max-F", "Max-Breadth: 9\nmax-breadth: 6\nMAX-BREADTH : 60\nMax-F"));
                for (Phone each : user.equals("alice") ? List.of(only) : List.of(desk, mobile)) {
                    Heard message = each.hear(method);
                    assertThat(message.all("Max-Breadth")).containsExactly(user.equals("alice") ? "6" : "3");
                    each.answer(message, "486 Busy Here");
                }
                alice.hear("SIP/2.0 486");
                if (method.equals("INVITE"))
                    alice.send(
                            Say.request("ACK", "sip:" + user + "@example.com").replace("M1", user));
            }
        }
    }

    private static String answered(Phone phone) {
        Heard message = phone.hear();
        phone.answer(message, "200 OK");
        return message.header("Max-Breadth");
    }

    @Test
    @Tag("5393-5.3.3-03")
    void exhaustedMaxBreadthGets440() {
        alice.send(Say.message("sip:bob@example.com").replace("Max-F", "Max-Breadth: 1\nMax-F"));
        alice.hear("SIP/2.0 440 Max-Breadth Exceeded");
        desk.hearsNothing();
        mobile.hearsNothing();
    }

    /** The other order of answers: the first decides that it is 407, and the challenge of the 401 is in it too. */
    @Test
    @Tag("3428-9-63")
    void challengeOfA401IsMergedIntoTheEarlier407() {
        send();
        Heard first = desk.hear();
        Heard second = mobile.hear();
        String www = "Digest realm=\"a\", nonce=\"1\"";
        String proxy = "Digest realm=\"b\", nonce=\"2\"";
        desk.answer(first, "407 Prove it", "Proxy-Authenticate: " + proxy);
        mobile.answer(second, "401 Prove it", "WWW-Authenticate: " + www);
        Heard challenge = alice.hear("SIP/2.0 407");
        assertThat(challenge.all("WWW-Authenticate")).containsExactly(www);
        assertThat(challenge.all("Proxy-Authenticate")).containsExactly(proxy);
    }
}
