package io.aldis.agent.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Transport;
import io.aldis.sip.locate.NextHop;
import io.aldis.sip.transaction.TimerWheel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HopMemoryTest {
    private final TimerWheel time = new TimerWheel(0);
    private final HopMemory memory = new HopMemory(time);
    private final NextHop peer = hop("192.0.2.1");

    private static NextHop hop(String address) {
        var at = new InetSocketAddress(InetAddress.ofLiteral(address), 5060);
        return new NextHop(Transport.UDP, at, address, address);
    }

    @Test
    @Tag("3261-21.5.4-02")
    void retryAfterEndsAtItsTime() {
        memory.rest(peer, Duration.ofSeconds(5));
        time.advance(Duration.ofMillis(4_999).toNanos());
        assertThat(memory.rest(peer.over(Transport.TCP))).contains(Duration.ofMillis(1));
        time.advance(Duration.ofSeconds(5).toNanos());
        assertThat(memory.rest(peer)).isEmpty();
    }

    @Test
    void retryAfterIsLimitedToAnHour() {
        memory.rest(peer, Duration.ofDays(10_000));
        assertThat(memory.rest(peer)).contains(HopMemory.LONGEST_REST);
    }

    @Test
    @Tag("4321-1.3-01")
    void silentHopIsTriedLastForTenMinutes() {
        NextHop other = hop("192.0.2.2");
        var both = List.of(peer, other);
        assertThat(memory.sorted(both)).containsExactly(peer, other);
        memory.tryLast(peer);
        assertThat(memory.sorted(both)).containsExactly(other, peer);
        memory.trust(peer);
        assertThat(memory.sorted(both)).containsExactly(peer, other);
        memory.tryLast(peer);
        time.advance(Duration.ofMinutes(10).toNanos());
        assertThat(memory.sorted(both)).containsExactly(peer, other);
    }
}
