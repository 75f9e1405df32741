package io.aldis.sip.locate;

import static io.aldis.sip.locate.Finding.hops;
import static io.aldis.sip.locate.Finding.nowhere;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Choice and order of DNS records (RFC 2782, RFC 3403). */
class RecordsTest {
    private static final String BOTH = """
            _sip._udp.example.com SRV 1 1 5060 u.example.com
            _sip._tcp.example.com SRV 1 1 5062 t.example.com
            u.example.com         A   192.0.2.1
            t.example.com         A   192.0.2.2
            """;

    @Test
    @Tag("3403-4.1-01")
    void lowestSupportedNaptrOrderIsUsedAlone() {
        var zone = new Zone("""
                example.com NAPTR 30 1 s SIP+D2U - _sip._udp.example.com
                example.com NAPTR 20 9 s SIP+D2T - _sip._tcp.example.com
                example.com NAPTR 10 5 s SIP+D2S - _sip._sctp.example.com
                """ + BOTH);
        assertThat(hops(zone, "sip:bob@example.com")).containsExactly("TCP 192.0.2.2:5062");
    }

    @Test
    @Tag("3403-4.1-02")
    void naptrRecordsOfOneOrderAreTriedByPreference() {
        var zone = new Zone("""
                example.com NAPTR 10 20 s SIP+D2T - _sip._tcp.example.com
                example.com NAPTR 10 10 s SIP+D2U - _sip._udp.example.com
                """ + BOTH);
        assertThat(hops(zone, Transports.PLAIN, "sip:bob@example.com"))
                .containsExactly("UDP 192.0.2.1:5060", "TCP 192.0.2.2:5062");
        var unsupported = new Zone("""
                example.com NAPTR 10 20 s SIP+D2T - _sip._tcp.example.com
                example.com NAPTR 10 10 s SIP+D2S - _sip._sctp.example.com
                """ + BOTH);
        assertThat(hops(unsupported, "sip:bob@example.com")).containsExactly("TCP 192.0.2.2:5062");
    }

    @Test
    @Tag("3403-4.1-03")
    void naptrWithOtherFlagsAndServicesIsSkipped() {
        var zone = new Zone("""
                example.com NAPTR 1 1 a SIP+D2U        - u.example.com
                example.com NAPTR 2 1 u E2U+sip        !^.*$!sip:x@y! .
                example.com NAPTR 3 1 x SIP+D2U        - u.example.com
                example.com NAPTR 4 1 - SIP+D2U        - u.example.com
                example.com NAPTR 5 1 s http+I2L       - _http._tcp.example.com
                example.com NAPTR 9 1 S sip+d2t        - _sip._tcp.example.com
                """ + BOTH);
        assertThat(hops(zone, "sip:bob@example.com")).containsExactly("TCP 192.0.2.2:5062");
    }

    @Test
    @Tag("3403-4.1-04")
    void naptrWithRegexpAndReplacementIsSkipped() {
        var zone = new Zone("""
                example.com NAPTR 10 1 s SIP+D2U !.*!x! _sip._udp.example.com
                example.com NAPTR 20 1 s SIP+D2T -      _sip._tcp.example.com
                """ + BOTH);
        assertThat(hops(zone, "sip:bob@example.com")).containsExactly("TCP 192.0.2.2:5062");
    }

    @Test
    @Tag("2782-Format-04")
    void rootAsSrvTargetMeansNoService() {
        var zone = new Zone("""
                _sip._udp.example.com SRV 0 0 0 .
                example.com           A   192.0.2.1
                """);
        assertThat(nowhere(zone, "sip:bob@example.com").sentence())
                .contains("_sip._udp.example.com says that there is no such service");
        assertThat(zone.asked).doesNotContain("A example.com");
    }

    @Test
    @Tag("2782-Usage-01")
    void addressOfTheDomainIsNotUsedForDeadSrvTargets() {
        var zone = new Zone("""
                _sip._udp.example.com SRV 1 1 5060 gone.example.com
                example.com           A   192.0.2.1
                """);
        assertThat(nowhere(zone, "sip:bob@example.com").sentence()).contains("no addresses of gone.example.com");
        assertThat(zone.asked).doesNotContain("A example.com");
    }

    @Test
    @Tag("2782-Usage-02")
    @Tag("3403-4.2.2-01")
    void addressOfEverySrvTargetIsQueried() {
        var zone = new Zone("""
                _sip._udp.example.com SRV 10 1 5060 a.example.com
                _sip._udp.example.com SRV 20 1 5062 b.example.com
                a.example.com         A   192.0.2.1
                b.example.com         A   192.0.2.2
                """);
        assertThat(hops(zone, "sip:bob@example.com;transport=udp"))
                .containsExactly("UDP 192.0.2.1:5060", "UDP 192.0.2.2:5062");
        assertThat(zone.asked).containsExactly("SRV _sip._udp.example.com", "A a.example.com", "A b.example.com");
    }

    @Test
    void invalidSrvRecordsAreSkipped() {
        var zone = new Zone("""
                _sip._udp.example.com SRV 1 1 0    a.example.com
                _sip._udp.example.com SRV 2 1 5060 .
                _sip._udp.example.com SRV 3 1 5060 no_such\\032name
                _sip._udp.example.com SRV 4 1 5060 a.example.com
                a.example.com         A   192.0.2.1
                """);
        assertThat(hops(zone, "sip:bob@example.com")).containsExactly("UDP 192.0.2.1:5060");
    }

    @Test
    @Tag("2782-Format-01")
    void lowestSrvPriorityIsFirst() {
        var records = List.of(srv(20, 100, "c"), srv(10, 0, "a"), srv(30, 5, "d"), srv(20, 0, "b"));
        for (int seed = 0; seed < 50; seed++) {
            var order = SrvOrder.order(records, new Random(seed)).stream().map(Dns.Srv::priority);
            assertThat(order).containsExactly(10, 20, 20, 30);
        }
    }

    @Test
    @Tag("2782-Format-02")
    void srvRecordsOfEqualPriorityAreDrawnByWeight() {
        var random = new Random(42);
        var records = List.of(srv(1, 100, "light"), srv(1, 300, "heavy"), srv(1, 0, "rare"));
        int heavy = 0;
        int rare = 0;
        for (int i = 0; i < 10_000; i++) {
            var first = SrvOrder.order(records, random).getFirst().target();
            if (first.equals("heavy")) heavy++;
            if (first.equals("rare")) rare++;
        }
        assertThat(heavy / 10_000.0).isCloseTo(0.75, within(0.03));
        assertThat(rare).isBetween(1, 100);
    }

    @Test
    @Tag("2782-Format-02")
    void srvRecordsWithoutWeightAreOrderedWithoutRepetition() {
        var order = SrvOrder.order(List.of(srv(1, 0, "a"), srv(1, 0, "b"), srv(1, 65535, "c")), new Random(7));
        assertThat(order).extracting(Dns.Srv::target).containsExactlyInAnyOrder("a", "b", "c");
    }

    private static Dns.Srv srv(int priority, int weight, String target) {
        return new Dns.Srv(priority, weight, 5060, target);
    }
}
