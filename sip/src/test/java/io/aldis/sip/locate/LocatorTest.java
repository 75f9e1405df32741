package io.aldis.sip.locate;

import static io.aldis.sip.locate.Finding.WITH_TLS;
import static io.aldis.sip.locate.Finding.hops;
import static io.aldis.sip.locate.Finding.locator;
import static io.aldis.sip.locate.Finding.nowhere;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Choice of transport, port and address (RFC 3263 §4). */
class LocatorTest {
    private static final Zone NOTHING = new Zone("");

    @ParameterizedTest
    @Tag("3263-4.1-02")
    @Tag("3263-4.2-01")
    @CsvSource(textBlock = """
            sip:bob@192.0.2.1,                          UDP 192.0.2.1:5060
            sip:bob@192.0.2.1:5070,                     UDP 192.0.2.1:5070
            sip:bob@192.0.2.1;transport=tcp,            TCP 192.0.2.1:5060
            sip:bob@[2001:db8::1]:5070;transport=TCP,   TCP 2001:db8:0:0:0:0:0:1:5070
            sips:bob@192.0.2.1,                         TLS 192.0.2.1:5061
            sips:bob@192.0.2.1:5070;transport=tcp,      TLS 192.0.2.1:5070
            sip:bob@192.0.2.1;transport=tls,            TLS 192.0.2.1:5061
            sip:bob@example.com;maddr=192.0.2.9,        UDP 192.0.2.9:5060
            sip:bob@example.com:5070;maddr=192.0.2.9,   UDP 192.0.2.9:5070
            """)
    void ipAddressIsUsedWithoutDns(String uri, String hop) {
        var zone = new Zone("");
        assertThat(hops(zone, WITH_TLS, uri)).containsExactly(hop);
        assertThat(zone.asked).isEmpty();
    }

    @Test
    @Tag("3263-4.2-01")
    void hostWithPortIsResolvedByAddressRecordsOnly() {
        var zone = new Zone("""
                example.com         NAPTR 10 10 s SIP+D2T - _sip._tcp.example.com
                _sip._udp.example.com SRV 1 1 5060 a.example.com
                example.com         A     192.0.2.5
                """);
        assertThat(hops(zone, "sip:bob@example.com:5070")).containsExactly("UDP 192.0.2.5:5070");
        assertThat(zone.asked).containsExactly("A example.com");
    }

    @Test
    void sameNameIsQueriedOncePerSearch() {
        var zone = new Zone("""
                example.com           NAPTR 10 10 s SIP+D2U - _sip._udp.example.com
                example.com           NAPTR 10 20 s SIP+D2U - _sip._udp.Example.com
                _sip._udp.example.com SRV   1 1 5060 u.example.com
                _sip._udp.example.com SRV   2 1 5062 u.example.com
                u.example.com         A     192.0.2.1
                """);
        assertThat(hops(zone, "sip:bob@example.com")).containsExactly("UDP 192.0.2.1:5060", "UDP 192.0.2.1:5062");
        assertThat(zone.asked).containsExactly("NAPTR example.com", "SRV _sip._udp.example.com", "A u.example.com");
    }

    @Test
    @Tag("3263-4.1-01")
    void transportParameterSkipsNaptr() {
        var zone = new Zone("""
                example.com           NAPTR 10 10 s SIP+D2U - _sip._udp.example.com
                _sip._udp.example.com SRV   1 1 5060 u.example.com
                _sip._tcp.example.com SRV   1 1 5062 t.example.com
                u.example.com         A     192.0.2.1
                t.example.com         A     192.0.2.2
                """);
        assertThat(hops(zone, "sip:bob@example.com;transport=tcp")).containsExactly("TCP 192.0.2.2:5062");
        assertThat(zone.asked).containsExactly("SRV _sip._tcp.example.com", "A t.example.com");
    }

    @Test
    @Tag("3263-4.1-03")
    void domainWithoutPortIsLocatedByNaptrFirst() {
        var zone = new Zone("""
                example.com           NAPTR 10 10 s SIP+D2T - _sip._tcp.example.com
                _sip._tcp.example.com SRV   1 1 5062 t.example.com
                t.example.com         A     192.0.2.2
                example.com           A     192.0.2.9
                """);
        assertThat(hops(zone, "sip:bob@example.com")).containsExactly("TCP 192.0.2.2:5062");
        assertThat(zone.asked).containsExactly("NAPTR example.com", "SRV _sip._tcp.example.com", "A t.example.com");
    }

    @Test
    @Tag("3263-4.1-04")
    void sipsUriFollowsSipsServicesOnly() {
        var zone = new Zone("""
                example.com            NAPTR 10 10 s SIP+D2T  - _sip._tcp.example.com
                example.com            NAPTR 20 10 s SIPS+D2T - _sips._tcp.example.com
                _sip._tcp.example.com  SRV   1 1 5060 t.example.com
                _sips._tcp.example.com SRV   1 1 5061 t.example.com
                t.example.com          A     192.0.2.2
                """);
        assertThat(hops(zone, WITH_TLS, "sips:bob@example.com")).containsExactly("TLS 192.0.2.2:5061");
    }

    @Test
    @Tag("3263-4.1-04")
    void sipUriFollowsSipsServicesWhenTlsIsSupported() {
        var zone = new Zone("""
                example.com            NAPTR 5  10 s SIP+D2S  - _sip._sctp.example.com
                example.com            NAPTR 10 10 s SIPS+D2T - _sips._tcp.example.com
                example.com            NAPTR 20 10 s SIP+D2U  - _sip._udp.example.com
                _sips._tcp.example.com SRV   1 1 5061 s.example.com
                _sip._udp.example.com  SRV   1 1 5060 u.example.com
                s.example.com          A     192.0.2.1
                u.example.com          A     192.0.2.2
                """);
        assertThat(hops(zone, WITH_TLS, "sip:bob@example.com")).containsExactly("TLS 192.0.2.1:5061");
        assertThat(hops(zone, "sip:bob@example.com")).containsExactly("UDP 192.0.2.2:5060");
    }

    @Test
    @Tag("3263-4.1-07")
    void srvRecordsChooseTheTransportWithoutNaptr() {
        var zone = new Zone("""
                _sip._tcp.example.com SRV 1 1 5062 t.example.com
                t.example.com         A   192.0.2.2
                """);
        assertThat(hops(zone, "sip:bob@example.com")).containsExactly("TCP 192.0.2.2:5062");
    }

    @Test
    void tcpIsPreferredWhenTheDomainOffersBoth() {
        var zone = new Zone("""
                _sip._udp.example.com SRV 1 1 5060 u.example.com
                _sip._tcp.example.com SRV 1 1 5060 t.example.com
                u.example.com         A   192.0.2.1
                t.example.com         A   192.0.2.2
                """);
        assertThat(hops(zone, Transports.PLAIN, "sip:bob@example.com"))
                .containsExactly("TCP 192.0.2.2:5060", "UDP 192.0.2.1:5060");
        assertThat(hops(zone, "sip:bob@example.com")).containsExactly("UDP 192.0.2.1:5060", "TCP 192.0.2.2:5060");
    }

    @Test
    @Tag("3263-4.1-08")
    void hostWithAddressRecordsOnlyUsesTheDefaultTransport() {
        var zone = new Zone("example.com A 192.0.2.1");
        assertThat(hops(zone, WITH_TLS, "sip:bob@example.com")).containsExactly("UDP 192.0.2.1:5060");
        assertThat(hops(zone, WITH_TLS, "sips:bob@example.com")).containsExactly("TLS 192.0.2.1:5061");
        assertThat(hops(zone, Transports.PLAIN, "sip:bob@example.com")).containsExactly("UDP 192.0.2.1:5060");
        assertThat(hops(zone, "sip:bob@example.com;transport=tcp")).containsExactly("TCP 192.0.2.1:5060");
    }

    /** RFC 3263 §4.1: _sips belongs to sips: URIs; a sip: URI is led to TLS by NAPTR, or asks for it itself. */
    @Test
    void sipUriDoesNotQuerySipsSrvWithoutNaptr() {
        var zone = new Zone("""
                _sips._tcp.example.com SRV 1 1 5061 s.example.com
                _sip._udp.example.com  SRV 1 1 5060 u.example.com
                s.example.com          A   192.0.2.1
                u.example.com          A   192.0.2.2
                """);
        assertThat(hops(zone, WITH_TLS, "sip:bob@example.com")).containsExactly("UDP 192.0.2.2:5060");
        assertThat(hops(zone, WITH_TLS, "sip:bob@example.com;transport=tls")).containsExactly("TLS 192.0.2.1:5061");
    }

    @Test
    void certificateDomainIsTheDomainOfTheUri() {
        var zone = new Zone("""
                example.com            NAPTR 10 10 s SIPS+D2T - _sips._tcp.other.example
                _sips._tcp.other.example SRV 1 1 5061 s.other.example
                s.other.example        A     192.0.2.1
                """);
        assertThat(locator(zone, WITH_TLS).locate(SipUri.parse("sips:bob@Example.com")))
                .isInstanceOfSatisfying(Location.Hops.class, hops -> {
                    assertThat(hops.all().getFirst().domain()).isEqualTo("Example.com");
                    assertThat(hops.all().getFirst().name()).isEqualTo("s.other.example");
                });
    }

    @Test
    void sipsUriWithUdpIsNotLocated() {
        assertThat(nowhere(locator(new Zone(""), WITH_TLS).locate(SipUri.parse("sips:bob@192.0.2.1;transport=udp")))
                        .sentence())
                .isEqualTo("no udp here");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            sips:bob@example.com,                 no tls here
            sips:bob@192.0.2.1;transport=tcp,     no tcp here
            sip:bob@192.0.2.1;transport=tls,      no tls here
            sip:bob@example.com;transport=sctp,   no sctp here
            """)
    void unsupportedTransportIsNotDowngraded(String uri, String sentence) {
        var zone = new Zone("example.com A 192.0.2.1");
        assertThat(nowhere(zone, uri)).isEqualTo(new Location.Nowhere(sentence, false));
        assertThat(zone.asked).isEmpty();
    }

    @Test
    void failureNamesTheDnsQueries() {
        assertThat(nowhere(NOTHING, "sip:bob@example.com"))
                .isEqualTo(new Location.Nowhere(
                        "no NAPTR records of example.com, no SRV records of"
                                + " _sip._udp.example.com, no SRV records of _sip._tcp.example.com, no addresses of"
                                + " example.com",
                        false));
    }

    @Test
    void dnsTimeoutIsATemporaryFailure() {
        var zone = new Zone("""
                _sip._udp.example.com SRV FAILS
                _sip._tcp.example.com SRV FAILS
                example.com           A   192.0.2.1
                """);
        Location.Nowhere nowhere = nowhere(zone, "sip:bob@example.com");
        assertThat(nowhere.forNow()).isTrue();
        assertThat(nowhere.sentence()).contains("no answer about the SRV records of _sip._udp.example.com (timed out)");
    }

    @Test
    void failedNaptrQueryFallsBackToSrv() {
        var zone = new Zone("""
                example.com           NAPTR FAILS
                _sip._udp.example.com SRV 1 1 5060 u.example.com
                u.example.com         A   192.0.2.1
                """);
        assertThat(hops(zone, "sip:bob@example.com")).containsExactly("UDP 192.0.2.1:5060");
    }

    @Test
    @Tag("7984-3.1-01")
    @Tag("7984-4-01")
    void bothAddressFamiliesOfATargetComeBeforeTheNextTarget() {
        var zone = new Zone("""
                _sip._udp.example.com SRV 1 1 5060 a.example.com
                _sip._udp.example.com SRV 2 1 5060 b.example.com
                a.example.com         A   192.0.2.1
                a.example.com         A   2001:db8::1
                b.example.com         A   2001:db8::2
                b.example.com         A   192.0.2.2
                """);
        assertThat(hops(zone, "sip:bob@example.com"))
                .containsExactly(
                        "UDP 192.0.2.1:5060",
                        "UDP 2001:db8:0:0:0:0:0:1:5060",
                        "UDP 2001:db8:0:0:0:0:0:2:5060",
                        "UDP 192.0.2.2:5060");
    }

    @Test
    void numberOfDnsQueriesPerDomainIsLimited() {
        var text = new StringBuilder();
        for (int i = 0; i < 500; i++) text.append("_sip._udp.example.com SRV 1 1 5060 t" + i + ".example.com\n");
        var zone = new Zone(text.toString());
        assertThat(nowhere(zone, "sip:bob@example.com").sentence()).isNotEmpty();
        assertThat(zone.asked).hasSizeLessThanOrEqualTo(40);
        for (int i = 0; i < 500; i++) text.append("t" + i + ".example.com A 192.0.2." + i % 250 + '\n');
        assertThat(hops(new Zone(text.toString()), "sip:bob@example.com")).hasSize(16);
    }

    @Test
    void agentWithOneTransportUsesIt() {
        var tcp = new Transports(List.of(Transport.TCP), false);
        assertThat(hops(NOTHING, tcp, "sip:bob@192.0.2.1")).containsExactly("TCP 192.0.2.1:5060");
    }
}
