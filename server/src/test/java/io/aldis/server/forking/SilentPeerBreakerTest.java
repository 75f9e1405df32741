package io.aldis.server.forking;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.transaction.TimerWheel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilentPeerBreakerTest {
    /** System.nanoTime() may be negative, and is on some machines. */
    private final TimerWheel wheel = new TimerWheel(-Duration.ofDays(1).toNanos());

    private final SilentPeerBreaker silences = new SilentPeerBreaker(wheel);
    private final InetSocketAddress phone = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060);
    private final List<SilentPeerBreaker.Entry> waiting = new ArrayList<>();

    private boolean taken() {
        return silences.join(phone).map(waiting::add).isPresent();
    }

    private void passes(Duration time) {
        wheel.advance(wheel.now() + time.toNanos());
    }

    private void manyWait() {
        for (int i = 0; i < SilentPeerBreaker.MANY; i++) assertThat(taken()).isTrue();
    }

    @Test
    void manyRequestsMayWaitForAPhoneThatHasHadNoTimeToAnswer() {
        manyWait();
        manyWait();
    }

    @Test
    void silentPhoneGetsOneProbeASecond() {
        manyWait();
        passes(SilentPeerBreaker.LONG);
        assertThat(taken()).isTrue();
        assertThat(taken()).isFalse();
        passes(SilentPeerBreaker.PROBE);
        assertThat(taken()).isTrue();
        assertThat(taken()).isFalse();
    }

    @Test
    void fewRequestsMayWaitForASilentPhone() {
        for (int i = 1; i < SilentPeerBreaker.MANY; i++) taken();
        passes(SilentPeerBreaker.LONG);
        assertThat(taken()).isTrue();
    }

    @Test
    void phoneThatAnswersGetsAllRequestsAgain() {
        manyWait();
        passes(SilentPeerBreaker.LONG);
        taken();
        waiting.getLast().heard();
        manyWait();
    }

    @Test
    void phonesOnOneHostAreCountedSeparately() {
        manyWait();
        passes(SilentPeerBreaker.LONG);
        taken();
        assertThat(taken()).isFalse();
        assertThat(silences.join(new InetSocketAddress(phone.getAddress(), 5061)))
                .isPresent();
    }

    @Test
    void breakerHoldsNoStateWithoutWaitingRequests() {
        manyWait();
        assertThat(silences.count()).isEqualTo(1);
        for (SilentPeerBreaker.Entry entry : waiting) entry.leave();
        assertThat(silences.count()).isZero();
    }
}
