package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.0/8,     127.0.0.1,       true",
        "127.0.0.0/8,     127.255.255.255, true",
        "127.0.0.0/8,     128.0.0.0,       false",
        "127.0.0.0/8,     126.255.255.255, false",
        "192.0.2.128/25,  192.0.2.128,     true",
        "192.0.2.128/25,  192.0.2.127,     false",
        "192.0.2.7/32,    192.0.2.7,       true",
        "192.0.2.7/32,    192.0.2.6,       false",
        "192.0.2.7,       192.0.2.7,       true",
        "192.0.2.7,       192.0.2.8,       false",
        "0.0.0.0/0,       203.0.113.9,     true",
        "0.0.0.0/0,       ::1,             false",
        "::1/128,         ::1,             true",
        "::1/128,         ::2,             false",
        "::/0,            2001:db8::1,     true",
        "::/0,            192.0.2.1,       false",
        "2001:db8::/33,   2001:db8:7fff::1, true",
        "2001:db8::/33,   2001:db8:8000::1, false"
    })
    void networkContainsAddressesWithItsPrefix(String network, String address, boolean inside) {
        assertThat(Cidr.parse(network).contains(InetAddress.ofLiteral(address))).isEqualTo(inside);
    }

    @Test
    void networkIsWrittenAsReadAndComparedByValue() {
        assertThat(Cidr.parse("127.0.0.0/8")).hasToString("127.0.0.0/8").isNotEqualTo(Cidr.parse("127.0.0.0/9"));
        assertThat(Cidr.parse("192.0.2.1")).isEqualTo(Cidr.parse("192.0.2.1/32"));
        assertThat(Cidr.parse("0:0::1/128")).isEqualTo(Cidr.parse("::1")).hasSameHashCodeAs(Cidr.parse("::1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.com/8 | expected an IPv4 or IPv6 network such as 192.0.2.0/24 but was \"example.com\"",
                "10.0.0.0/33   | expected a length of 0 to 32 after the slash but was \"33\"",
                "::/129        | expected a length of 0 to 128 after the slash but was \"129\"",
                "10.0.0.0/     | expected a length of 0 to 32 after the slash but was \"\"",
                "10.0.0.0/-1   | expected a length of 0 to 32 after the slash but was \"-1\"",
                "10.0.0.1/8    | expected only zeros after the first 8 bits but was \"10.0.0.1/8\"; did you mean 10.0.0.0/8?"
            })
    void invalidNetworkIsRefusedWithAReason(String text, String words) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cidr.parse(text)).withMessage("network: " + words);
    }
}
