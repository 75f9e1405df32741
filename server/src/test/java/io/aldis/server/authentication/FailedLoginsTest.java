package io.aldis.server.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Guessing;
import io.aldis.sip.Aor;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
    private static final Aor BOB = new Aor("bob", "example.com");
    private static final FailedLogins.Guesser EVE = new FailedLogins.Guesser(1, false);

    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final InstantSource clock = () -> now;
    private final FailedLogins guesses = new FailedLogins(
            Guessing.DEFAULT
                    .with(Guessing::perAccount)
                    .of(4)
                    .with(Guessing::perAddress)
                    .of(10)
                    .with(Guessing::forgotten)
                    .of(Duration.ofSeconds(40)),
            clock,
            7);

    private void pass(int seconds) {
        now = now.plusSeconds(seconds);
    }

    private void wrong(int times) {
        for (int i = 0; i < times; i++) guesses.wrong(EVE, BOB);
    }

    @Test
    void lastAllowedFailureBeginsThePause() {
        wrong(3);
        assertThat(guesses.pause(EVE, BOB)).isZero();
        assertThat(guesses.wrong(EVE, BOB)).isTrue();
        assertThat(guesses.pause(EVE, BOB)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void failuresAreForgivenOneByOne() {
        wrong(4);
        pass(9);
        assertThat(guesses.pause(EVE, BOB)).isEqualTo(Duration.ofSeconds(1));
        pass(1);
        assertThat(guesses.pause(EVE, BOB)).isZero();
        wrong(1);
        assertThat(guesses.pause(EVE, BOB)).isEqualTo(Duration.ofSeconds(10));
        pass(40);
        wrong(3);
        assertThat(guesses.pause(EVE, BOB)).isZero();
    }

    @Test
    void allFailuresAreForgottenAfterAWhile() {
        wrong(4);
        assertThat(guesses.none()).isFalse();
        pass(40);
        assertThat(guesses.none()).isTrue();
        assertThat(guesses.count()).isZero();
    }

    @Test
    void pauseAppliesToOneSourceAndAccountOnly() {
        wrong(4);
        assertThat(guesses.pause(new FailedLogins.Guesser(2, false), BOB)).isZero();
        assertThat(guesses.pause(new FailedLogins.Guesser(1, true), BOB)).isZero();
        assertThat(guesses.pause(EVE, new Aor("carol", "example.com"))).isZero();
    }

    @Test
    void failuresForManyAccountsOfOneSourceAddUp() {
        for (int i = 0; i < 10; i++) guesses.wrong(EVE, new Aor("user" + i, "example.com"));
        assertThat(guesses.pause(EVE, BOB)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void numberOfRememberedFailuresIsLimited() {
        for (int i = 0; i < 2 * FailedLogins.MOST; i++) guesses.wrong(new FailedLogins.Guesser(i, false), BOB);
        assertThat(guesses.count()).isEqualTo(FailedLogins.MOST);
    }

    @Test
    void ipv6PrefixOf64BitsIsOneSource() {
        assertThat(source("2001:db8:1:2::1")).isEqualTo(source("2001:db8:1:2:ffff::7"));
        assertThat(source("2001:db8:1:2::1")).isNotEqualTo(source("2001:db8:1:3::1"));
        assertThat(source("192.0.2.1")).isNotEqualTo(source("192.0.2.2")).isBetween(0L, 1L << 48);
        assertThat(new FailedLogins(Guessing.DEFAULT, clock, 8).source(InetAddress.ofLiteral("192.0.2.1")))
                .isNotEqualTo(source("192.0.2.1"));
    }

    private long source(String address) {
        return guesses.source(InetAddress.ofLiteral(address));
    }
}
