package io.aldis.server.location;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Binding;
import io.aldis.server.Reach;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for the next hop of a contact. */
class NextHopRuleTest {
    @ParameterizedTest
    @CsvSource({
        "sip:bob@192.0.2.4, UDP, 192.0.2.4, 5060",
        "sip:bob@192.0.2.4:5062, UDP, 192.0.2.4, 5062",
        "sip:bob@192.0.2.4;transport=TCP, TCP, 192.0.2.4, 5060",
        "sip:bob@[2001:db8::1]:7, UDP, 2001:db8:0:0:0:0:0:1, 7"
    })
    void ipAddressIsReachedWithoutDns(String uri, Transport transport, String host, int port) {
        assertThat(NextHopRule.uri(SipUri.parse(uri))).isInstanceOfSatisfying(Reach.To.class, to -> {
            assertThat(to.transport()).isEqualTo(transport);
            assertThat(to.address().getAddress().getHostAddress()).isEqualTo(host);
            assertThat(to.address().getPort()).isEqualTo(port);
        });
    }

    @Test
    void hostNameIsResolved() {
        SipUri uri = SipUri.parse("sip:bob@phone.example;transport=tcp");
        assertThat(NextHopRule.uri(uri)).isEqualTo(new Reach.Named(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sips:bob@192.0.2.4",
                "sip:bob@192.0.2.4;transport=tls",
                "sip:bob@192.0.2.4;transport=ws",
                "sip:bob@192.0.2.4;transport=sctp",
                "sip:x@df7jal23ls0d.invalid"
            })
    void unreachableUriHasAReason(String uri) {
        assertThat(NextHopRule.uri(SipUri.parse(uri)))
                .isInstanceOfSatisfying(
                        Reach.Nowhere.class,
                        nowhere -> assertThat(nowhere.why()).isNotEmpty());
    }

    private static Reach binding(String received, String flow, List<String> path) {
        return NextHopRule.binding(
                new Binding(
                        SipUri.parse("sip:bob@192.0.2.4"),
                        "",
                        Instant.MAX,
                        "c",
                        1,
                        path,
                        received,
                        flow,
                        Instant.EPOCH),
                Map.of());
    }

    @Test
    void contactBehindANatIsReachedAtItsSourceAfterAnyPath() {
        assertThat(binding("udp:198.51.100.1:40000", "", List.of()))
                .isEqualTo(NextHopRule.uri(SipUri.parse("sip:198.51.100.1:40000")));
        assertThat(binding("udp:[2001:db8::9]:40000", "", List.of()))
                .isEqualTo(NextHopRule.uri(SipUri.parse("sip:[2001:db8::9]:40000")));
        assertThat(binding("udp:198.51.100.1:40000", "", List.of("<sip:192.0.2.200;lr>", "<sip:x;lr>")))
                .isEqualTo(NextHopRule.uri(SipUri.parse("sip:192.0.2.200")));
    }

    @Test
    void closedConnectionIsIgnored() {
        assertThat(binding("", "tcp-9", List.of())).isEqualTo(NextHopRule.uri(SipUri.parse("sip:bob@192.0.2.4")));
    }
}
