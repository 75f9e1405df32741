package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.server.RateLimits;
import io.aldis.server.ServerSettings;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Overload feedback for a neighbour (RFC 7339). */
class FeedbackTest {
    private static final String BOB = "sip:bob@example.com";
    private static final Pattern TOLD = Pattern.compile(
            "branch=z9hG4bK\\w+.*;oc=(\\d+);oc-algo=\"loss\";oc-validity=(\\d+);oc-seq=(\\d{1,12})\\.(\\d{5})$");

    private int sent;

    private String asking(String request) {
        return request.replace("M1", "M" + ++sent)
                .replace("branch=z9hG4bKM" + sent, "branch=z9hG4bKM" + sent + ";oc;oc-algo=\"loss,rate\"");
    }

    private Heard options(Phone phone) {
        return phone.send(asking(Say.request("OPTIONS", "sip:example.com"))).hear("SIP/2.0");
    }

    private static Matcher told(Heard answer) {
        Matcher told = TOLD.matcher(answer.header("Via"));
        assertThat(told.find()).as(answer.header("Via")).isTrue();
        return told;
    }

    private static long sequence(Matcher told) {
        return Long.parseLong(told.group(3) + told.group(4));
    }

    private static ServerSettings overloaded(ServerSettings settings) {
        RateLimits usual = RateLimits.DEFAULT;
        return settings.with(ServerSettings::rateLimits)
                .of(usual.with(RateLimits::delay).of(Duration.ofSeconds(-1)));
    }

    @Test
    @Tag("7339-4.1-02")
    @Tag("7339-4.2-01")
    void idleServerReportsALossRateOfZero() {
        try (TestServer aldis = TestServer.open(TestServer.TRUSTING);
                Phone neighbour = Phone.udp(aldis.server)) {
            Matcher first = told(options(neighbour));
            assertThat(first.group(1)).isEqualTo("0");
            assertThat(first.group(2)).isEqualTo("0");
            assertThat(sequence(told(options(neighbour)))).isGreaterThan(sequence(first));
            assertThat(neighbour
                            .send(Say.request("OPTIONS", "sip:example.com"))
                            .hear("SIP/2.0")
                            .header("Via"))
                    .as("who does not ask")
                    .doesNotContain(";oc");
        }
    }

    @Test
    @Tag("7339-4.1-02")
    @Tag("7339-4.4-01")
    void overloadedServerReportsARisingLossRate() {
        try (TestServer aldis = TestServer.open(overloaded(TestServer.TRUSTING));
                Phone neighbour = Phone.tcp(aldis.server)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Integer.parseInt(told(options(neighbour)).group(1)) >= 30);
            Heard answer = options(neighbour);
            assertThat(answer.code()).isEqualTo(503);
            assertThat(told(answer).group(2)).isEqualTo("500");
        }
    }

    @Test
    @Tag("7339-5.6-01")
    void overloadParametersAreHopByHop() {
        try (TestServer aldis = TestServer.quick(TestServer.TRUSTING);
                Phone bob = aldis.phone("bob");
                Phone neighbour = Phone.udp(aldis.server)) {
            neighbour.send(asking(Say.message(BOB)));
            Heard atBob = bob.hear("MESSAGE");
            assertThat(atBob.text()).doesNotContain(";oc");
            bob.answer(atBob, "200 OK");
            Heard answer = neighbour.hear("SIP/2.0 200");
            assertThat(told(answer).group(1)).isEqualTo("0");
        }
    }

    @Test
    @Tag("7339-5.11-01")
    void finalResponseAfterA100HasOverloadFeedback() {
        try (TestServer aldis = TestServer.open(TestServer.TRUSTING);
                Phone bob = aldis.phone("bob");
                Phone neighbour = Phone.udp(aldis.server)) {
            neighbour.send(asking(Say.request("INVITE", BOB)));
            Heard invite = bob.hear("INVITE");
            Matcher first = told(neighbour.hear("SIP/2.0 100"));
            bob.answer(invite, "486 Busy Here");
            Heard refusal = neighbour.hear("SIP/2.0 486");
            assertThat(sequence(told(refusal))).isGreaterThanOrEqualTo(sequence(first));
            neighbour.send(Say.request("ACK", BOB).replace("To: <" + BOB + ">", "To: " + refusal.header("To")));
            bob.hear("ACK");
        }
    }

    @Test
    void untrustedSenderGetsNoOverloadFeedback() {
        try (TestServer aldis = TestServer.open(overloaded(TestServer.SETTINGS));
                Phone stranger = Phone.udp(aldis.server)) {
            assertThat(options(stranger).header("Via")).doesNotContain(";oc");
        }
    }
}
