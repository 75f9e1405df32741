package io.aldis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.sip.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenTest {
    @ParameterizedTest
    @CsvSource({
        "udp:127.0.0.1:5070, UDP, 127.0.0.1, 5070",
        "tcp:[::1]:5070, TCP, [::1], 5070",
        "UDP:0.0.0.0:0, UDP, 0.0.0.0, 0",
        "tcp:[::]:0, TCP, [::], 0",
        "udp:localhost, UDP, localhost, 5060",
        "tls:localhost, TLS, localhost, 5061",
        "udp:[::1], UDP, [::1], 5060",
    })
    void listenerHasTransportAddressAndPort(String text, Transport transport, String host, int port) {
        assertThat(Listen.parse(text)).isEqualTo(new Listen(transport, host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5060",
                "udp",
                "udp:",
                "udp::5060",
                "udp:[::1:5060",
                "udp:host:99999",
                "udp:host:-1",
                "pigeon:x:1"
            })
    void malformedListenerIsRefused(String text) {
        assertThatThrownBy(() -> Listen.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected")
                .hasMessageContaining("but was");
    }

    @Test
    void listenerIsWrittenAsItIsRead() {
        assertThat(Listen.parse("tcp:[::1]:5070")).hasToString("tcp:[::1]:5070");
    }

    @Test
    void portAbove65535IsRefused() {
        assertThatThrownBy(() -> new Listen(Transport.UDP, "x", 65_536))
                .hasMessage("port: expected 0 to 65535 but was 65536");
    }
}
