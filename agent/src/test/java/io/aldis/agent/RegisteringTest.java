package io.aldis.agent;

import static io.aldis.testkit.ScriptedPeer.challenge;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.transaction.Timers;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RegisteringTest {
    private static final Timers SHORT = new Timers(Duration.ofMillis(5), Duration.ofMillis(40), Duration.ofMillis(50));

    private final BlockingQueue<Registration> heard = new LinkedBlockingQueue<>();

    private AgentBuilder alice(ScriptedPeer server) {
        return Agent.builder()
                .address("sip:alice@example.com")
                .password("secret")
                .server(server.address())
                .onRegistration(heard::add);
    }

    private static Duration granted(Registration registration) {
        return ((Registration.Bound) registration).expires();
    }

    @Test
    @Tag("3261-10.2-01")
    @Tag("3581-3-01")
    @Tag("3261-8.1.1.9-01")
    @Tag("3327-5.1-01")
    void registerHasTheDomainAsRequestUriAndOurContact() throws IOException {
        try (var server = ScriptedPeer.udp().thenBind(600).thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(alice.register().sentence()).matches("Registered as sip:.*;transport=udp for 600 s");
            assertThat(Masked.text(server.heard().text())).isEqualTo("""
                REGISTER sip:example.com SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1:P;rport;branch=z9hG4bK-B
                Max-Forwards: 70
                From: <sip:alice@example.com>;tag=T
                To: <sip:alice@example.com>
                Call-ID: C
                CSeq: 1 REGISTER
                Contact: <sip:U@127.0.0.1:P;transport=udp>;+sip.instance="<urn:uuid:I>";reg-id=1
                Expires: 3600
                Supported: path, outbound, gruu
                Content-Length: 0

                """);
        }
    }

    @Test
    void contactOverTcpHasTransportTcp() throws IOException {
        try (var server = ScriptedPeer.tcp().thenBind(600).thenAnswer(200);
                var alice = alice(server).open()) {
            var bound = (Registration.Bound) alice.register();
            assertThat(bound.contact().text()).endsWith(";transport=tcp");
            assertThat(server.heard().header(HeaderName.CONTACT)).startsWith("<" + bound.contact() + ">;");
            assertThat(bound.contact().hostPort().port())
                    .isEqualTo(alice.bound().getLast().address().getPort());
        }
    }

    @Test
    @Tag("3261-8.1.3.5-01")
    @Tag("3261-10.2.2-01")
    void challengeIsAnsweredAndItsNonceIsReusedToUnregister() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(401, challenge("WWW-Authenticate", "n1", ""))
                        .thenBind(600)
                        .thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(granted(alice.register())).isEqualTo(Duration.ofMinutes(10));
            server.heard();
            var second = server.heard();
            assertThat(second.header(HeaderName.AUTHORIZATION)).contains("nonce=\"n1\"", "uri=\"sip:example.com\"");
            assertThat(second.header(HeaderName.CSEQ)).isEqualTo("2 REGISTER");
            alice.unregister();
            var third = server.heard();
            assertThat(third.header(HeaderName.AUTHORIZATION)).contains("nonce=\"n1\"", "nc=00000002");
            assertThat(third.header(HeaderName.CSEQ)).isEqualTo("3 REGISTER");
            assertThat(third.header(HeaderName.EXPIRES)).isEqualTo("0");
            assertThat(third.header(HeaderName.CALL_ID)).isEqualTo(second.header(HeaderName.CALL_ID));
            assertThat(third.header(HeaderName.CONTACT)).isEqualTo(second.header(HeaderName.CONTACT));
        }
    }

    @Test
    @Tag("3261-22.1-04")
    void wrongPasswordIsDenied() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(401, challenge("WWW-Authenticate", "n1", ""))
                        .thenAnswer(401, challenge("WWW-Authenticate", "n2", ""));
                var alice = alice(server).open()) {
            assertThat(alice.register().sentence()).isEqualTo("Registration denied: 401 Unauthorized");
            server.heard();
            server.heard();
        }
    }

    @Test
    void silentRegistrarIsReportedAsNotAnswered() throws IOException {
        try (var server = ScriptedPeer.udp();
                var alice = alice(server).timers(SHORT).open()) {
            assertThat(alice.register().sentence())
                    .isEqualTo("Registration not answered: No answer from 127.0.0.1:" + server.port()
                            + " over UDP within 0.32 s");
        }
    }

    @Test
    @Tag("3261-10.2.8-01")
    void response423IsFollowedWithMinExpires() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenAnswer(423, "Min-Expires: 120")
                        .thenBind(120)
                        .thenAnswer(200);
                var alice = alice(server).expires(Duration.ofSeconds(5)).open()) {
            assertThat(granted(alice.register())).isEqualTo(Duration.ofMinutes(2));
            assertThat(server.heard().header(HeaderName.EXPIRES)).isEqualTo("5");
            assertThat(server.heard().header(HeaderName.EXPIRES)).isEqualTo("120");
        }
    }

    @Test
    void second423DeniesTheRegistration() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(423, "Min-Expires: 120").thenAnswer(423, "Min-Expires: 240");
                var alice = alice(server).expires(Duration.ofSeconds(5)).open()) {
            assertThat(alice.register().sentence()).isEqualTo("Registration denied: 423 Interval Too Brief");
        }
    }

    @Test
    @Tag("3261-10.2.4-01")
    @Tag("3261-10.2-02")
    @Tag("3261-10.2.4-02")
    void bindingIsRefreshedBeforeItExpires() throws IOException {
        try (var server = ScriptedPeer.udp().thenBind(1).thenBind(600).thenAnswer(200);
                var alice = alice(server).open()) {
            alice.register();
            var first = server.heard();
            var second = server.heard();
            assertThat(second.header(HeaderName.CSEQ)).isEqualTo("2 REGISTER");
            assertThat(second.header(HeaderName.CALL_ID)).isEqualTo(first.header(HeaderName.CALL_ID));
            assertThat(second.request().headers().lines(HeaderName.CONTACT))
                    .containsExactly(first.header(HeaderName.CONTACT));
            assertThat(granted(next())).isEqualTo(Duration.ofSeconds(1));
            assertThat(granted(next())).isEqualTo(Duration.ofSeconds(600));
        }
    }

    @Test
    void deniedRefreshIsReportedAndNotRepeated() throws IOException {
        try (var server = ScriptedPeer.udp().thenBind(1).thenAnswer(403);
                var alice = alice(server).open()) {
            alice.register();
            next();
            assertThat(next()).isInstanceOf(Registration.Denied.class);
            server.heard();
            server.heard();
            alice.unregister();
            assertThat(server.unheard()).isZero();
        }
    }

    @Test
    void failedRefreshIsRepeatedAfterRetryAfter() throws IOException {
        try (var server = ScriptedPeer.udp()
                        .thenBind(1)
                        .thenAnswer(503, "Retry-After: 1")
                        .thenBind(600)
                        .thenAnswer(200);
                var alice = alice(server).open()) {
            alice.register();
            assertThat(next()).isInstanceOf(Registration.Bound.class);
            assertThat(next()).isInstanceOf(Registration.Denied.class);
            assertThat(granted(next())).isEqualTo(Duration.ofMinutes(10));
        }
    }

    @Test
    void advertisedHostIsInViaAndContact() throws IOException {
        try (var server = ScriptedPeer.udp().thenBind(600).thenAnswer(200);
                var alice = alice(server).advertise("alicepc.example.com").open()) {
            alice.register();
            var heard = server.heard();
            assertThat(heard.header(HeaderName.VIA)).startsWith("SIP/2.0/UDP alicepc.example.com:");
            assertThat(heard.header(HeaderName.CONTACT)).contains("@alicepc.example.com:");
        }
    }

    @Test
    void lostConnectionIsReopenedWithARegister() throws IOException {
        try (var server = ScriptedPeer.tcp().thenBind(600).thenBind(600).thenAnswer(200);
                var alice = alice(server).open()) {
            alice.register();
            server.heard();
            server.hangUp();
            assertThat(server.heard().text()).startsWith("REGISTER ");
            assertThat(granted(next())).isEqualTo(Duration.ofMinutes(10));
            assertThat(granted(next())).isEqualTo(Duration.ofMinutes(10));
        }
    }

    @Test
    @SuppressWarnings("try") // closing early is what is tested
    void closingTheAgentUnregisters() throws IOException {
        try (var server = ScriptedPeer.udp().thenBind(600).thenAnswer(200);
                var alice = alice(server).open()) {
            alice.register();
            alice.close();
            server.heard();
            assertThat(server.heard().header(HeaderName.EXPIRES)).isEqualTo("0");
        }
    }

    @Test
    void unregistrationIsReported() throws IOException {
        try (var server = ScriptedPeer.udp().thenBind(600).thenBind(0);
                var alice = alice(server).open()) {
            alice.register();
            alice.unregister();
            assertThat(granted(next())).isEqualTo(Duration.ofMinutes(10));
            assertThat(next().sentence()).isEqualTo("Unregistered");
        }
    }

    @Test
    void unregisterWithoutBindingSendsNothing() throws IOException {
        try (var server = ScriptedPeer.udp();
                var alice = alice(server).open()) {
            alice.unregister();
            assertThat(server.unheard()).isZero();
        }
    }

    private Registration next() {
        try {
            Registration registration = heard.poll(20, TimeUnit.SECONDS);
            assertThat(registration).as("a registration within 5 s").isNotNull();
            return registration;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
