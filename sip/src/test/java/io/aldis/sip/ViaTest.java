package io.aldis.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Via header (RFC 3261 §20.42). */
class ViaTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            SIP/2.0/UDP erlang.bell-telephone.com:5060;branch=z9hG4bK87asdks7 | UDP | erlang.bell-telephone.com | 5060 | z9hG4bK87asdks7
            SIP/2.0/UDP 192.0.2.1:5060 ;received=192.0.2.207;branch=z9hG4bK7  | UDP | 192.0.2.1                 | 5060 | z9hG4bK7
            SIP / 2.0 / UDP first.example.com: 4000;ttl=16 ;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a8dlze.1 | UDP | first.example.com | 4000 | z9hG4bKa7c6a8dlze.1
            sip/2.0/tls [2001:db8::9:1]:6050;branch=z9hG4bKas3-111            | tls | [2001:db8::9:1]           | 6050 | z9hG4bKas3-111
            SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK56sdasks           | WSS | df7jal23ls0d.invalid      | -1   | z9hG4bK56sdasks
            SIP/2.0/UNKNOWN t4.example.com                                    | UNKNOWN | t4.example.com        | -1   | ^^
            SIP/7.0/UDP c.example.com;branch=z9hG4bKkdjuw                     | UDP | c.example.com             | -1   | z9hG4bKkdjuw
            """)
    void viaPartsAreRead(String value, String transport, String host, int port, String branch) {
        Via via = Via.parse(value);
        assertThat(via.transport()).isEqualTo(transport);
        assertThat(via.sentBy()).isEqualTo(new HostPort(host, port));
        assertThat(via.branch()).isEqualTo(branch);
        assertThat(Via.parse(via.toString())).isEqualTo(via);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SIP/2.0/UDP",
                "SIP/2.0/UDP ",
                "SIP/2.0 192.0.2.1",
                "SIP/2.0/ 192.0.2.1",
                "SIP//UDP 192.0.2.1",
                "HTTP/1.1/TCP 192.0.2.1",
                "SIP/2.0/UDP[::1]",
                "SIP/2.0/UDP ;branch=x",
                "SIP/2.0/UDP a b",
                "SIP/2.0/UDP a:b",
                "SIP/2.0/UDP a:99999",
                "SIP/2.0/UDP 2001:db8::1;branch=x",
                "SIP/2.0/UDP a;;branch=x",
                "SIP/2.0/UDP a;branch=x;branch=y",
                "SIP/2.0/UDP a;branch=x;"
            })
    void malformedViaIsRefused(String value) {
        assertThatThrownBy(() -> Via.parse(value)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void branchOfRfc3261HasTheCookieAndAtLeastOneMoreCharacter() {
        assertThat(Via.parse("SIP/2.0/UDP a;branch=Z9HG4bKx").hasCookie()).isTrue();
        assertThat(Via.parse("SIP/2.0/UDP a;branch=z9hG4bK").hasCookie()).isFalse();
        assertThat(Via.parse("SIP/2.0/UDP a;branch=1").hasCookie()).isFalse();
        assertThat(Via.parse("SIP/2.0/UDP a").hasCookie()).isFalse();
    }

    @Test
    void rportIsAFlagOrANumber() {
        assertThat(Via.parse("SIP/2.0/UDP a;rport;branch=x").wantsRport()).isTrue();
        assertThat(Via.parse("SIP/2.0/UDP a;branch=x;rport=9").wantsRport()).isTrue();
        assertThat(Via.parse("SIP/2.0/UDP a;branch=rport").wantsRport()).isFalse();
    }
}
