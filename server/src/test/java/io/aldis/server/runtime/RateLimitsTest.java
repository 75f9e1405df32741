package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.aldis.server.DialogMarks;
import io.aldis.server.RateLimits;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Aor;
import io.aldis.sip.Transport;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Senders above their rate, an overloaded server, and a draining server. */
class RateLimitsTest {
    private static final String BOB = "sip:bob@example.com";
    private static final Duration HOUR = Duration.ofHours(1);
    /** Two of anything, and then none for half a minute. */
    private static final RateLimits TWO =
            new RateLimits(1000, 2, 2, 2, 1000, Duration.ofMinutes(1), HOUR, Duration.ofSeconds(5));

    private static final UnaryOperator<RateLimits> ANY_ADDRESS = it -> it.with(RateLimits::perAddress)
            .of(1000)
            .with(RateLimits::perTrusted)
            .of(1000);
    private static final UnaryOperator<RateLimits> NO_DELAY = it -> it.with(RateLimits::perAddress)
            .of(1000)
            .with(RateLimits::perConnection)
            .of(1000)
            .with(RateLimits::perAccount)
            .of(1000)
            .with(RateLimits::perTrusted)
            .of(1000)
            .with(RateLimits::delay)
            .of(Duration.ofSeconds(-1));

    private TestServer aldis = TestServer.open(TestServer.SETTINGS);
    private int sent;

    @AfterEach
    void close() {
        aldis.close();
    }

    private void open(ServerSettings settings, RateLimits rateLimits) {
        aldis.close();
        aldis = TestServer.open(settings.with(ServerSettings::rateLimits).of(rateLimits));
    }

    private String message() {
        return Say.message(BOB).replace("M1", "M" + ++sent);
    }

    private int sends(Phone phone) {
        return phone.send(message()).hear("SIP/2.0").code();
    }

    private Heard asks(Phone phone) {
        return phone.send(Say.request("OPTIONS", "sip:example.com").replace("M1", "M" + ++sent))
                .hear("SIP/2.0");
    }

    private static void assertTurnedAway(Heard answer) {
        assertThat(answer.startLine()).isEqualTo("SIP/2.0 503 Service Unavailable");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(5, 10);
    }

    @Test
    @Tag("3261-21.5.4-01")
    void addressAboveItsRateGets503AndOthersDoNot() {
        open(TestServer.SETTINGS, TWO);
        try (Phone many = Phone.udp(aldis.server);
                Phone other = Wires.udp(aldis.server, "127.0.0.2")) {
            assertThat(sends(many)).isEqualTo(480);
            assertThat(sends(many)).isEqualTo(480);
            assertTurnedAway(many.send(message()).hear("SIP/2.0"));
            assertThat(sends(other)).isEqualTo(480);
            assertThat(many.send(Say.request("OPTIONS", "sip:example.com"))
                            .hear("SIP/2.0")
                            .code())
                    .as("what is no message")
                    .isEqualTo(503);
        }
    }

    @Test
    void connectionAboveItsRateGets503() {
        open(TestServer.SETTINGS, ANY_ADDRESS.apply(TWO));
        try (Phone many = Phone.tcp(aldis.server);
                Phone other = Phone.tcp(aldis.server)) {
            assertThat(sends(many)).isEqualTo(480);
            assertThat(sends(many)).isEqualTo(480);
            assertTurnedAway(many.send(message()).hear("SIP/2.0"));
            assertThat(sends(other)).isEqualTo(480);
        }
    }

    @Test
    void trustedNetworkIsNotLimitedPerAddress() {
        open(TestServer.TRUSTING, TWO);
        try (Phone many = Phone.udp(aldis.server)) {
            for (int i = 0; i < 5; i++) assertThat(sends(many)).isEqualTo(480);
        }
    }

    @Test
    void accountAboveItsRateGets503FromAnyAddress() {
        open(TestServer.SETTINGS, ANY_ADDRESS.apply(TWO));
        try (Phone one = Phone.udp(aldis.server);
                Phone two = Wires.udp(aldis.server, "127.0.0.2")) {
            assertThat(proven(one, "alice").code()).isEqualTo(480);
            assertThat(proven(two, "alice").code()).isEqualTo(480);
            assertTurnedAway(proven(one, "alice"));
            assertThat(proven(one, "bob").code()).isEqualTo(480);
        }
    }

    /** A trusted address has a rate of its own, and neither that of an address nor that of a connection. */
    @Test
    void trustedAddressHasItsOwnRate() {
        open(TestServer.TRUSTING, new RateLimits(1000, 1, 1, 1, 3, Duration.ofMinutes(1), HOUR, Duration.ofSeconds(5)));
        try (Phone neighbour = Phone.tcp(aldis.server);
                Phone other = Wires.udp(aldis.server, "127.0.0.2")) {
            for (int i = 0; i < 3; i++) assertThat(sends(neighbour)).isEqualTo(480);
            assertTurnedAway(neighbour.send(message()).hear("SIP/2.0"));
            assertThat(sends(other)).isEqualTo(480);
        }
    }

    /** As the settings are when nobody has changed them: a burst, and not much more. */
    @Test
    void defaultRatesAllowABurstAndNoFlood() {
        open(TestServer.SETTINGS, RateLimits.DEFAULT.with(RateLimits::delay).of(HOUR));
        try (Phone one = Phone.udp(aldis.server)) {
            int taken = 0;
            while (taken < 2000 && asks(one).code() == 200) taken++;
            assertThat(taken).isBetween(600, 1500);
        }
    }

    /** By one challenge, as phones do. */
    @Test
    void defaultAccountRateAllowsABurstAndNoFlood() {
        open(TestServer.SETTINGS, RateLimits.DEFAULT.with(RateLimits::delay).of(HOUR));
        try (Phone one = Phone.udp(aldis.server)) {
            Heard challenge = one.send(ofAlice()).hear("SIP/2.0 407");
            Heard answer = new Heard("SIP/2.0 480 \r\n".getBytes(StandardCharsets.US_ASCII));
            int taken = -1;
            for (; taken < 300 && answer.code() == 480; taken++) {
                String line = Proof.ALICE.line(challenge, "MESSAGE", BOB, "%08x".formatted(taken + 2));
                answer = one.send(ofAlice().replace("Max-Forwards", line + "Max-Forwards"))
                        .hear("SIP/2.0");
            }
            assertThat(taken).isBetween(60, 290);
            assertTurnedAway(answer);
            assertThat(proven(one, "bob").code()).as("another account").isEqualTo(480);
        }
    }

    private String ofAlice() {
        return message().replace("alice@example.net", "alice@example.com");
    }

    @Test
    void defaultConnectionRateAllowsABurstAndNoFlood() {
        RateLimits usual = RateLimits.DEFAULT;
        var anyAddress = usual.with(RateLimits::perAddress)
                .of(1_000_000)
                .with(RateLimits::delay)
                .of(HOUR);
        open(TestServer.SETTINGS, anyAddress);
        try (Phone one = Phone.tcp(aldis.server)) {
            int taken = 0;
            while (taken < 2000 && asks(one).code() == 200) taken++;
            assertThat(taken).isBetween(600, 1500);
        }
    }

    /** What a phone of that kind is turned away for, and the key that the server names then. */
    @ParameterizedTest
    @CsvSource({
        "limits.messages-per-address, address=127.0.0.1, false, 1, 9, 9, 9",
        "limits.messages-per-connection, connection from address=127.0.0.1 port=, false, 9, 1, 9, 9",
        "limits.messages-per-account, account=sip:alice@example.com, false, 9, 9, 1, 9",
        "limits.messages-per-trusted-address, trusted address=127.0.0.1, true, 1, 1, 1, 2"
    })
    void serverLogsTheLimitedSenderAndTheSetting(
            String key, String who, boolean trusted, int address, int connection, int account, int neighbour) {
        var rates = new RateLimits(
                1000, address, connection, account, neighbour, Duration.ofMinutes(1), HOUR, Duration.ofSeconds(5));
        open(trusted ? TestServer.TRUSTING : TestServer.SETTINGS, rates);
        try (Phone phone = Phone.tcp(aldis.server);
                var log = new LogLines()) {
            for (int i = 0; i < 3; i++) {
                Heard answer = phone.send(ofAlice()).hear("SIP/2.0");
                if (answer.code() == 407)
                    phone.send(ofAlice()
                                    .replace("Max-Forwards", Proof.ALICE.line(answer, "MESSAGE", BOB) + "Max-Forwards"))
                            .hear("SIP/2.0");
            }
            assertThat(log.with(" sends more than "))
                    .singleElement()
                    .asString()
                    .startsWith("WARN " + who)
                    .contains(" raise " + key);
        }
    }

    /** What the log says names the key that would have let it in. */
    @Test
    void rateLogNamesTheLimitedSenderAndTheSetting() {
        var lines = new ArrayList<String>();
        var said = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event.getLevel() + " " + event.getFormattedMessage());
            }
        };
        said.start();
        var log = (Logger) LoggerFactory.getLogger(RateLog.class);
        log.addAppender(said);
        try {
            var rates = new RateLog(TWO, () -> 0);
            rates.address(InetAddress.getLoopbackAddress());
            rates.address(InetAddress.getLoopbackAddress());
            rates.account(new Aor("alice", "example.com"));
        } finally {
            log.detachAppender(said);
        }
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .startsWith("WARN address=127.0.0.1 sends more than 2 requests a minute")
                .contains("raise limits.messages-per-address");
        assertThat(lines.getLast()).contains("account=sip:alice@example.com", "raise limits.messages-per-account");
    }

    private Heard proven(Phone phone, String user) {
        Heard challenge = phone.send(message().replace("alice@example.net", user + "@example.com"))
                .hear("SIP/2.0 407");
        String line = new Proof(user, user, "MD5").line(challenge, "MESSAGE", BOB);
        return phone.send(message()
                        .replace("alice@example.net", user + "@example.com")
                        .replace("Max-Forwards", line + "Max-Forwards"))
                .hear("SIP/2.0");
    }

    /** No wait at all is too long for this server. */
    @Test
    @Tag("7339-5.10.2-01")
    void overloadedServerRefusesMessagesAndServesRegisters() {
        open(TestServer.TRUSTING, NO_DELAY.apply(TWO));
        try (Phone bob = aldis.phone("bob");
                Phone alice = Phone.tcp(aldis.server)) {
            assertTurnedAway(alice.send(message()).hear("SIP/2.0"));
            assertTurnedAway(asks(alice));
            assertTurnedAway(alice.send(Say.request("INVITE", BOB)).hear("SIP/2.0"));
            bob.hearsNothing();
        }
    }

    @Test
    void overloadedServerRefusesRegisterWithoutCredentials() {
        open(TestServer.SETTINGS, NO_DELAY.apply(TWO));
        String register = Say.register("<sip:bob@{me};transport={transport}>");
        String madeUp = "Authorization: Digest"
                + " username=\"bob\",realm=\"example.com\",nonce=\"x\",uri=\"sip:example.com\",response=\""
                + "0".repeat(32) + "\"\n";
        try (Phone udp = Phone.udp(aldis.server);
                Phone tcp = Phone.tcp(aldis.server)) {
            assertTurnedAway(udp.send(register).hear("SIP/2.0"));
            assertTurnedAway(tcp.send(register).hear("SIP/2.0"));
            assertThat(tcp.send(register.replace("Max-Forwards", madeUp + "Max-Forwards"))
                            .hear("SIP/2.0")
                            .code())
                    .as("they are looked at")
                    .isEqualTo(401);
        }
    }

    /** The mark is that of a call that was made before there was too much to do. */
    @Test
    void overloadedServerServesRequestsInADialog() {
        open(TestServer.TRUSTING, NO_DELAY.apply(TWO));
        try (Phone bob = aldis.phone("bob");
                Phone alice = Phone.tcp(aldis.server)) {
            for (String method : List.of("MESSAGE", "INFO")) {
                alice.send(inside(method, mark()));
                bob.answer(bob.hear(method), "200 OK");
                assertThat(alice.hear("SIP/2.0").code()).isEqualTo(200);
            }
            assertTurnedAway(alice.send(inside("UPDATE", "0".repeat(24))).hear("SIP/2.0"));
        }
    }

    private static String mark() {
        return new DialogMarks(TestServer.TRUSTING.dialogKey()).of("M1@example.net");
    }

    private String inside(String method, String mark) {
        var listener = aldis.server.bound().stream()
                .filter(it -> it.transport() == Transport.TCP)
                .findFirst()
                .orElseThrow();
        return Say.request(method, BOB)
                .replace("To: <" + BOB + ">", "To: <" + BOB + ">;tag=b1")
                .replace("Max-Forwards", "Route: <sip:" + listener.sentBy() + ";lr;mark=" + mark + ">\nMax-Forwards");
    }

    @Test
    void drainingServerFinishesPendingRequestsAndRefusesNewOnes() throws Exception {
        open(TestServer.TRUSTING, TestServer.PATIENT);
        try (Phone bob = aldis.phone("bob");
                Phone alice = Phone.udp(aldis.server);
                Phone late = Phone.udp(aldis.server)) {
            alice.send(message());
            Heard atBob = bob.hear("MESSAGE");
            var drained = CompletableFuture.supplyAsync(() -> aldis.server.drain(Duration.ofSeconds(30)));
            Heard refusal = asks(late);
            while (refusal.code() != 503) refusal = asks(late); // it was faster than the word
            assertTurnedAway(refusal);
            assertThat(drained).isNotDone();
            bob.answer(atBob, "200 OK");
            Heard answer = alice.hear("SIP/2.0");
            while (answer.code() == 100) answer = alice.hear("SIP/2.0");
            assertThat(answer.code()).isEqualTo(200);
            assertThat(drained.get()).isZero();
        }
    }

    @Test
    void pendingRequestGets503WhenTheDrainEnds() {
        open(TestServer.TRUSTING, TestServer.PATIENT);
        try (Phone bob = aldis.phone("bob");
                Phone alice = Phone.tcp(aldis.server)) {
            alice.send(message());
            Heard atBob = bob.hear("MESSAGE");
            assertThat(aldis.server.drain(Duration.ofMillis(50))).isPositive();
            assertTurnedAway(alice.hear("SIP/2.0 503"));
            bob.answer(atBob, "200 OK");
        }
    }
}
