package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NonInviteServerTransactionTest {
    private final Scene scene = new Scene();

    @Test
    @Tag("3261-17.2.2-01")
    void retransmittedMessageIsReportedOnceAndGetsTheSameResponse() {
        ServerTransaction<Wire> message = scene.arrives(Given.MESSAGE, scene.udp);
        scene.arrives(Given.MESSAGE, scene.udp);
        assertThat(scene.udp.sent()).isEmpty();
        Scene.answer(message, 200);
        scene.arrives(Given.MESSAGE, scene.udp);
        scene.arrives(Given.MESSAGE, scene.udp);
        assertThat(scene.requests).hasSize(1);
        byte[] answer = Scene.response(message.request(), 200).bytes();
        assertThat(scene.udp.sent())
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.bytes()).isEqualTo(answer));
    }

    @Test
    void forwardedResponseIsRepeatedByteForByte() {
        byte[] answer = "SIP/2.0 202 Whatever\r\n\r\n\0\1\2\u00ff".getBytes(StandardCharsets.ISO_8859_1);
        scene.arrives(Given.MESSAGE, scene.udp).answer(answer, 202);
        scene.arrives(Given.MESSAGE, scene.udp);
        assertThat(scene.udp.sent())
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.bytes()).isEqualTo(answer));
    }

    @Test
    @Tag("3261-17.2.2-02")
    void responseIsKeptFor32Seconds() {
        Scene.answer(scene.arrives(Given.MESSAGE, scene.udp), 200);
        scene.passesMillis(31_990);
        scene.arrives(Given.MESSAGE, scene.udp);
        assertThat(scene.requests).hasSize(1);
        scene.passesMillis(10);
        scene.arrives(Given.MESSAGE, scene.udp);
        assertThat(scene.requests).hasSize(2);
    }

    @Test
    void retransmissionOverTcpGetsTheSameResponse() {
        ServerTransaction<Wire> message = scene.arrives(Given.MESSAGE, scene.tcp);
        scene.arrives(Given.MESSAGE, scene.tcp);
        assertThat(scene.requests).hasSize(1);
        Scene.answer(message, 200);
        scene.arrives(Given.MESSAGE, scene.tcp);
        assertThat(scene.requests).hasSize(1);
        assertThat(scene.tcp.startLines()).containsExactly("SIP/2.0 200 OK", "SIP/2.0 200 OK");
    }

    @Test
    @Tag("3261-17.2.2-02")
    void firstFinalResponseIsSentAndLaterOnesAreIgnored() {
        ServerTransaction<Wire> message = scene.arrives(Given.MESSAGE, scene.udp);
        assertThat(message.answered()).isFalse();
        Scene.answer(message, 200);
        assertThat(message.answered()).isTrue();
        Scene.answer(message, 486);
        message.answerAndForget(Scene.response(message.request(), 407));
        Scene.answer(message, 100);
        scene.arrives(Given.MESSAGE, scene.udp);
        assertThat(scene.udp.startLines()).containsExactly("SIP/2.0 200 OK", "SIP/2.0 200 OK");
    }

    @Test
    @Tag("4320-4.1-02")
    @Tag("4320-4.1-04")
    @Tag("4321-1.2-01")
    void response100OverUdpIsDelayedUntilTheClientRepeatsAtT2() {
        ServerTransaction<Wire> message = scene.arrives(Given.MESSAGE, scene.udp);
        Scene.answer(message, 100);
        scene.passesMillis(500);
        scene.arrives(Given.MESSAGE, scene.udp);
        scene.passesMillis(2990);
        assertThat(scene.udp.sent()).isEmpty();
        scene.passesMillis(10);
        assertThat(scene.udp.times()).containsExactly(3500L);
        scene.passesMillis(4000);
        scene.arrives(Given.MESSAGE, scene.udp);
        Scene.answer(message, 200);
        assertThat(scene.udp.startLines())
                .containsExactly("SIP/2.0 100 Trying", "SIP/2.0 100 Trying", "SIP/2.0 200 OK");
        assertThat(scene.requests).hasSize(1);
    }

    /** Without a To tag (RFC 3261 §17.2.1), with what §8.2.6.2 asks for. */
    @Test
    @Tag("3261-8.2.6.1-02")
    void response100HasTimestampWithDelay() {
        scene.arrives(Given.MESSAGE.replace("CSeq:", "Timestamp: 54.21\nCSeq:"), scene.udp);
        scene.passesMillis(3500);
        assertThat(scene.udp.last().text()).contains("\r\nTimestamp: 54.21 3.500\r\n");
    }

    @Test
    @Tag("3261-8.2.6.1-02")
    void unusualTimestampIsReturnedUnchanged() {
        for (String value : new String[] {"54 0.2", "noon", "54.2.1"}) {
            var each = new Scene();
            each.arrives(Given.MESSAGE.replace("CSeq:", "Timestamp: " + value + "\nCSeq:"), each.udp);
            each.passesMillis(3500);
            assertThat(each.udp.last().text()).contains("\r\nTimestamp: " + value + "\r\n");
        }
    }

    @Test
    @Tag("3261-8.2.6.2-01")
    @Tag("3261-8.2.6.2-02")
    @Tag("3428-9-24")
    void response100HasTheHeadersOfTheRequest() {
        scene.arrives(Given.MESSAGE, scene.udp);
        scene.passesMillis(3500);
        assertThat(scene.udp.last().text().replace("\r\n", "\n")).isEqualTo("""
                SIP/2.0 100 Trying
                Via: SIP/2.0/UDP user1pc.domain.com;branch=z9hG4bK776sgdkse;received=192.0.2.1
                From: sip:user1@domain.com;tag=49583
                To: sip:user2@domain.com
                Call-ID: asd88asd77a@1.2.3.4
                CSeq: 1 MESSAGE
                Content-Length: 0

                """);
    }

    @Test
    @Tag("4320-4.1-03")
    void response100OverTcpIsSentAtOnceAndOnlyOnce() {
        ServerTransaction<Wire> message = scene.arrives(Given.MESSAGE, scene.tcp);
        Scene.answer(message, 100);
        scene.passesMillis(10_000);
        assertThat(scene.tcp.times()).containsExactly(0L);
    }

    @Test
    @Tag("4320-4.1-04")
    void unansweredRequestOverTcpGets100() {
        scene.arrives(Given.MESSAGE, scene.tcp);
        scene.passesMillis(10_000);
        assertThat(scene.tcp.times()).containsExactly(3500L);
        assertThat(scene.tcp.startLines()).containsExactly("SIP/2.0 100 Trying");
    }

    @Test
    @Tag("4320-4.1-01")
    void provisionalResponsesOtherThan100AreNotSent() {
        ServerTransaction<Wire> onUdp = scene.arrives(Given.MESSAGE, scene.udp);
        ServerTransaction<Wire> onTcp = scene.arrives(Given.MESSAGE.replace("CSeq: 1", "CSeq: 2"), scene.tcp);
        for (int code : new int[] {101, 180, 183, 199}) {
            Scene.answer(onUdp, code);
            Scene.answer(onTcp, code);
        }
        scene.passesMillis(4000);
        Scene.answer(onUdp, 180);
        Scene.answer(onTcp, 183);
        assertThat(scene.udp.startLines()).containsExactly("SIP/2.0 100 Trying");
        assertThat(scene.tcp.startLines()).containsExactly("SIP/2.0 100 Trying");
    }

    @Test
    @Tag("4320-4.2-01")
    @Tag("4320-4.2-03")
    @Tag("4321-1.4-01")
    void response408IsNotSentAndTheRequestStaysKnown() {
        ServerTransaction<Wire> message = scene.arrives(Given.MESSAGE, scene.udp);
        Scene.answer(message, 408);
        scene.arrives(Given.MESSAGE, scene.udp);
        assertThat(scene.udp.sent()).isEmpty();
        assertThat(scene.requests).hasSize(1);
        assertThat(message.answered()).isFalse();
    }

    @Test
    @Tag("4320-4.2-02")
    void unansweredRequestIsForgottenAfterItsClientHasTimedOut() {
        ServerTransaction<Wire> message = scene.arrives(Given.MESSAGE, scene.udp);
        scene.passesMillis(36_990);
        scene.arrives(Given.MESSAGE, scene.udp);
        assertThat(scene.requests).hasSize(1);
        int before = scene.udp.sent().size();
        scene.passesMillis(10);
        assertThat(message.answered()).isTrue();
        Scene.answer(message, 200);
        assertThat(scene.udp.sent()).hasSize(before);
        nothingIsLeft();
    }

    @Test
    @Tag("4320-4.2-02")
    void abandonedRequestIsNotAnswered() {
        ServerTransaction<Wire> message = scene.arrives(Given.MESSAGE, scene.udp);
        message.abandon();
        Scene.answer(message, 200);
        message.answerAndForget(Scene.response(message.request(), 401));
        scene.passesMillis(60_000);
        assertThat(scene.udp.sent()).isEmpty();
        nothingIsLeft();
    }

    @Test
    void finalResponseStopsTheTimersOfItsRequest() {
        Scene.answer(scene.arrives(Given.MESSAGE, scene.udp), 200);
        nothingIsLeft();
        scene.passesMillis(60_000);
        assertThat(scene.udp.sent()).hasSize(1);
    }

    /** Timer E rings at T1, 3*T1, 7*T1, … and is set to T2 as soon as the next interval would be that long. */
    @Test
    @Tag("4320-4.1-02")
    void delayOfThe100FollowsT1AndT2() {
        assertThat(tryingAt(500, 4000)).isEqualTo(3500);
        assertThat(tryingAt(500, 500)).isEqualTo(500);
        assertThat(tryingAt(500, 600)).isEqualTo(500);
        assertThat(tryingAt(500, 1000)).isEqualTo(500);
        assertThat(tryingAt(500, 1001)).isEqualTo(1500);
        assertThat(tryingAt(1000, 4000)).isEqualTo(3000);
    }

    private static long tryingAt(long t1, long t2) {
        var timers = new Timers(Duration.ofMillis(t1), Duration.ofMillis(t2), Duration.ofSeconds(5));
        return Duration.ofNanos(Intervals.of(timers).trying()).toMillis();
    }

    private void nothingIsLeft() {
        assertThat(scene.transactions.live()).isZero();
        assertThat(scene.wheel.waiting()).isZero();
    }
}
