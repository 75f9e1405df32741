package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HostPort;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForbiddenTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.5, 127.0.0.1,           true",
        "203.0.113.5, 127.9.9.9:5060,      true",
        "203.0.113.5, 10.1.2.3,            true",
        "203.0.113.5, 172.16.0.1,          true",
        "203.0.113.5, 172.32.0.1,          false",
        "203.0.113.5, 192.168.1.1,         true",
        "203.0.113.5, 169.254.169.254,     true",
        "203.0.113.5, 100.64.0.1,          true",
        "203.0.113.5, 0.0.0.0,             true",
        "203.0.113.5, 224.0.1.75,          true",
        "203.0.113.5, 255.255.255.255,     true",
        "203.0.113.5, 198.51.100.7,        false",
        "203.0.113.5, [::1],               true",
        "203.0.113.5, [fe80::1],           true",
        "203.0.113.5, [fd00::1],           true",
        "203.0.113.5, [::ffff:127.0.0.1],  true",
        "203.0.113.5, [2001:db8::1],       false",
        "203.0.113.5, phone.example,       false",
        "203.0.113.5, phone1,              false",
        "203.0.113.5, 10.0.0.1.example,    false",
        "2001:db8::5, [fd00::1],           true",
        "10.9.9.9,    10.1.2.3,            false",
        "10.9.9.9,    192.168.1.1,         true",
        "10.9.9.9,    127.0.0.1,           true",
        "127.0.0.1,   127.0.0.2,           false",
        "fd00::5,     [fd00::1],           false"
    })
    void sourceOutsideOfANetworkMayNotReachAddressesInIt(String source, String there, boolean forbidden) {
        assertThat(Forbidden.DEFAULT.forbids(InetAddress.ofLiteral(source), HostPort.parse(there)))
                .isEqualTo(forbidden);
    }
}
