package io.aldis.sip.locate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SetbacksTest {
    private Instant now = Instant.EPOCH;
    private final Setbacks setbacks = new Setbacks(() -> now);
    private final NextHop first = hop("192.0.2.1");
    private final NextHop second = hop("192.0.2.2");
    private final List<NextHop> both = List.of(first, second);

    private static NextHop hop(String address) {
        return new NextHop(
                Transport.UDP, new InetSocketAddress(InetAddress.ofLiteral(address), 5060), address, address);
    }

    @Test
    @Tag("2782-Format-01")
    void failedHopIsTriedLastForItsPause() {
        setbacks.failed(first, Duration.ofSeconds(30));
        assertThat(setbacks.order(both)).containsExactly(second, first);
        now = now.plusSeconds(30);
        assertThat(setbacks.order(both)).containsExactly(first, second);
    }

    @Test
    void hopThatAnswersLosesItsPause() {
        setbacks.failed(first, Duration.ofSeconds(30));
        setbacks.answered(first);
        assertThat(setbacks.order(both)).containsExactly(first, second);
    }

    @Test
    void hopWithRetryAfterIsNotTried() {
        setbacks.asksForRest(first, Duration.ofSeconds(30));
        assertThat(setbacks.order(both)).containsExactly(second);
        assertThat(setbacks.order(List.of(first))).isEmpty();
    }

    /** A request that was under way before the 503 may be answered after it. */
    @Test
    @Tag("3261-21.5.4-02")
    void responseDoesNotEndARetryAfter() {
        setbacks.asksForRest(first, Duration.ofSeconds(30));
        setbacks.answered(first);
        assertThat(setbacks.order(both)).containsExactly(second);
    }

    /** A request that was sent before the 503 may time out after it. */
    @Test
    void failureDoesNotEndARetryAfter() {
        setbacks.asksForRest(first, Duration.ofSeconds(300));
        setbacks.failed(first, Duration.ofSeconds(30));
        assertThat(setbacks.order(both)).containsExactly(second);
        now = now.plusSeconds(299);
        assertThat(setbacks.order(both)).containsExactly(second);
        now = now.plusSeconds(1);
        setbacks.failed(first, Duration.ofSeconds(30));
        assertThat(setbacks.order(both)).containsExactly(second, first);
    }

    @Test
    void retryAfterIsLimited() {
        setbacks.asksForRest(first, Duration.ofDays(365));
        now = now.plus(Setbacks.LONGEST);
        assertThat(setbacks.order(both)).containsExactly(first, second);
    }

    @Test
    void oldestSetbackIsForgottenWhenThereAreTooMany() {
        setbacks.failed(first, Duration.ofSeconds(30));
        for (int i = 0; i < Setbacks.MOST; i++)
            setbacks.failed(hop("10.0." + i / 250 + '.' + i % 250), Duration.ofSeconds(30));
        assertThat(setbacks.order(both)).containsExactly(first, second);
    }
}
