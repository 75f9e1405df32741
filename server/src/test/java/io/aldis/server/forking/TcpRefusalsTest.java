package io.aldis.server.forking;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.transaction.TimerWheel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class TcpRefusalsTest {
    private final TimerWheel wheel = new TimerWheel(0);
    private final TcpRefusals refusals = new TcpRefusals(wheel, TcpRefusals.KEEP);

    private static InetSocketAddress phone(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void refusalIsRememberedForTenMinutes() {
        refusals.note(phone(1));
        assertThat(refusals.holds(phone(1))).isTrue();
        assertThat(refusals.holds(phone(2))).isFalse();
        wheel.advance(TcpRefusals.KEEP.toNanos() - 1);
        assertThat(refusals.holds(phone(1))).isTrue();
        wheel.advance(TcpRefusals.KEEP.toNanos());
        assertThat(refusals.holds(phone(1))).isFalse();
    }

    @Test
    void oldestRefusalIsForgottenWhenThereAreTooMany() {
        for (int i = 0; i < TcpRefusals.MOST; i++) refusals.note(phone(i));
        refusals.note(phone(0));
        refusals.note(phone(TcpRefusals.MOST));
        assertThat(refusals.holds(phone(0))).isTrue();
        assertThat(refusals.holds(phone(1))).isFalse();
        assertThat(refusals.holds(phone(2))).isTrue();
    }
}
