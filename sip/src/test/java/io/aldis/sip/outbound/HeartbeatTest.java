package io.aldis.sip.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final Optional<InetSocketAddress> HERE = at(5060);

    private long now;

    private static Optional<InetSocketAddress> at(int port) {
        return Optional.of(InetSocketAddress.createUnresolved("192.0.2.1", port));
    }

    private static Heartbeat heart(boolean connection, int flowTimer) {
        var timer = flowTimer == 0 ? Optional.<Duration>empty() : Optional.of(Duration.ofSeconds(flowTimer));
        return new Heartbeat(connection, timer, new Random(1));
    }

    private Beat.Ask asks(Beat beat) {
        assertThat(beat).isInstanceOf(Beat.Ask.class);
        return (Beat.Ask) beat;
    }

    private static String why(Beat beat) {
        assertThat(beat).isInstanceOf(Beat.Failed.class);
        return ((Beat.Failed) beat).why();
    }

    /** The time between a hundred keep-alives, each of which is answered after a second. */
    private List<Duration> gaps(Heartbeat heart, boolean connection) {
        var gaps = new ArrayList<Duration>();
        Beat.Ask ask = asks(heart.begin(now));
        for (int i = 0; i < 100; i++) {
            long asked = now;
            now += Duration.ofSeconds(1).toNanos();
            Beat rest = (connection ? heart.pong(now) : heart.answered(ask.id(), HERE, now)).orElseThrow();
            now += ((Beat.Rest) rest).then().toNanos();
            gaps.add(Duration.ofNanos(now - asked));
            ask = asks(heart.rang(now));
        }
        return gaps;
    }

    private static void liesWithin(int least, int most, List<Duration> gaps) {
        assertThat(gaps)
                .allSatisfy(gap -> assertThat(gap).isBetween(Duration.ofSeconds(least), Duration.ofSeconds(most)));
        assertThat(new HashSet<>(gaps)).hasSizeGreaterThan(90);
    }

    @Test
    @Tag("5626-4.4-01")
    void pingIntervalIsBetween80And100PercentOfFlowTimer() {
        liesWithin(8, 10, gaps(heart(true, 10), true));
        liesWithin(8, 10, gaps(heart(false, 10), false));
        liesWithin(96, 120, gaps(heart(true, 120), true));
    }

    @Test
    @Tag("5626-4.4.1-02")
    void defaultPingIntervalOfAConnectionIsTwoMinutes() {
        liesWithin(95, 120, gaps(heart(true, 0), true));
    }

    @Test
    @Tag("5626-4.4.2-01")
    void defaultPingIntervalOfUdpIsHalfAMinute() {
        liesWithin(24, 29, gaps(heart(false, 0), false));
    }

    @Test
    @Tag("5626-4.4-01")
    void laterFlowTimerReplacesTheInterval() {
        var heart = heart(true, 0);
        heart.begin(now);
        heart.timer(Optional.of(Duration.ofSeconds(10)));
        liesWithin(8, 10, gaps(heart, true));
    }

    @Test
    @Tag("5626-4.4.1-01")
    void connectionWithoutPongFailsAfterTenSeconds() {
        var heart = heart(true, 0);
        assertThat(asks(heart.begin(now)).then()).isEqualTo(Duration.ofSeconds(10));
        assertThat(why(heart.rang(now))).isEqualTo("no answer to a keep-alive within 10 s");
        assertThat(heart.proven()).isFalse();
    }

    @Test
    @Tag("5626-4.4.2-01")
    void bindingRequestIsSentSevenTimesBeforeTheFlowFails() {
        var heart = heart(false, 0);
        Beat.Ask first = asks(heart.begin(now));
        var waits = new ArrayList<Long>(List.of(first.then().toMillis()));
        for (int i = 1; i < 7; i++) {
            Beat.Ask again = asks(heart.rang(now));
            assertThat(again.id()).isEqualTo(first.id());
            waits.add(again.then().toMillis());
        }
        assertThat(waits).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 8000L);
        assertThat(why(heart.rang(now))).isEqualTo("no answer to 7 binding requests");
    }

    @Test
    @Tag("5626-4.4.2-01")
    void changedMappedAddressFailsTheFlow() {
        var heart = heart(false, 0);
        heart.answered(asks(heart.begin(now)).id(), HERE, now);
        Beat second = heart.answered(asks(heart.rang(now)).id(), at(5061), now).orElseThrow();
        assertThat(why(second)).matches("the public address changed from .*:5060 to .*:5061");
        assertThat(heart.proven()).isTrue();
    }

    @Test
    @Tag("5626-4.4.2-01")
    void stunErrorResponseFailsTheFlow() {
        var heart = heart(false, 0);
        byte[] id = asks(heart.begin(now)).id();
        assertThat(why(heart.answered(id, Optional.empty(), now).orElseThrow()))
                .isEqualTo("a binding request was refused");
    }

    @Test
    void unmatchedStunResponseIsIgnored() {
        var heart = heart(false, 0);
        byte[] first = asks(heart.begin(now)).id();
        assertThat(heart.answered(new byte[12], at(9), now)).isEmpty();
        assertThat(heart.pong(now)).isEmpty();
        assertThat(heart.answered(first, HERE, now)).isPresent();
        assertThat(heart.answered(first, at(9), now)).as("a second one").isEmpty();
        assertThat(asks(heart.rang(now)).id()).isNotEqualTo(first);
        assertThat(heart.answered(first, at(9), now)).as("a late one").isEmpty();
    }
}
