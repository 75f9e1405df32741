package io.aldis.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Cidr;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which origins may connect (ADR 27). 127.0.0.1 is trusted, 192.0.2.1 is not. */
class WebsocketTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            usual                     | https://evil.example     | sip.example.com     | 192.0.2.1 | true
            usual                     | null                     | sip.example.com     | 192.0.2.1 | true
            usual                     | https://evil.example     | sip.example.com     | 127.0.0.1 | false
            usual                     | null                     | sip.example.com     | 127.0.0.1 | false
            usual                     | https://sip.example.com  | sip.example.com:443 | 127.0.0.1 | true
            usual                     | http://localhost:8000    | LOCALHOST:8088      | 127.0.0.1 | true
            usual                     | http://[::1]:8000        | [::1]               | 127.0.0.1 | true
            usual,https://a.example   | HTTPS://A.example        | sip.example.com     | 127.0.0.1 | true
            https://a.example         | https://a.example        | sip.example.com     | 192.0.2.1 | true
            https://a.example         | https://a.example:8443   | sip.example.com     | 192.0.2.1 | false
            https://a.example         | https://sip.example.com  | sip.example.com     | 192.0.2.1 | false
            https://a.example         | null                     | sip.example.com     | 192.0.2.1 | false
            all                       | https://evil.example     | sip.example.com     | 127.0.0.1 | true
            """)
    void originOfAPageDecidesWhetherItMayConnect(String origins, String origin, String host, String peer, boolean may) {
        var list = Arrays.stream(origins.split(",", -1)).map(PageOrigin::parse).toList();
        var rule = new Websocket(list, Duration.ofSeconds(30))
                .settings(List.of(Cidr.parse("127.0.0.0/8")))
                .origins();
        assertThat(rule.allows(origin, host, InetAddress.ofLiteral(peer))).isEqualTo(may);
    }
}
