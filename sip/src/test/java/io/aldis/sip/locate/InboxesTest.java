package io.aldis.sip.locate;

import static io.aldis.sip.locate.Finding.WITHOUT_TLS;
import static io.aldis.sip.locate.Finding.locator;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Location of im: addresses (RFC 3861). */
class InboxesTest {
    private static List<String> hops(Zone zone, String domain) {
        return Finding.hops(locator(zone, WITHOUT_TLS).inboxes(domain));
    }

    @Test
    @Tag("3861-3-01")
    @Tag("3860-3.2.1-01")
    @Tag("3428-3-06")
    void imDomainIsFoundByImSipSrvRecords() {
        var zone = new Zone("""
                _im._sip.example.com  SRV 1 1 5070 gw.example.com
                _sip._udp.example.com SRV 1 1 5060 u.example.com
                gw.example.com        A   192.0.2.7
                u.example.com         A   192.0.2.1
                """);
        assertThat(hops(zone, "example.com")).containsExactly("UDP 192.0.2.7:5070");
        assertThat(zone.asked).containsExactly("SRV _im._sip.example.com", "A gw.example.com");
    }

    @Test
    @Tag("3861-4-01")
    void cnameOfTheDomainIsFollowed() {
        var zone = new Zone("""
                example.com          CNAME example.net
                _im._sip.example.net SRV   1 1 5070 gw.example.net
                gw.example.net       A     192.0.2.7
                """);
        assertThat(hops(zone, "example.com")).containsExactly("UDP 192.0.2.7:5070");
    }

    @Test
    void cnameLoopEndsTheLookup() {
        var zone = new Zone("""
                example.com CNAME example.net
                example.net CNAME example.com
                """);
        assertThat(locator(zone, WITHOUT_TLS).inboxes("example.com")).isInstanceOf(Location.Nowhere.class);
        assertThat(zone.asked).hasSizeLessThan(20);
    }

    @Test
    @Tag("3861-4-02")
    void addressOfTheDomainIsNotUsedWhenThereAreSrvRecords() {
        var zone = new Zone("""
                _im._sip.example.com SRV 1 1 5070 gone.example.com
                example.com          A   192.0.2.1
                """);
        assertThat(Finding.nowhere(locator(zone, WITHOUT_TLS).inboxes("example.com"))
                        .sentence())
                .isEqualTo("no addresses of gone.example.com");
    }

    @Test
    @Tag("3861-4-03")
    void domainWithAddressRecordOnlyIsItsOwnNextHop() {
        assertThat(hops(new Zone("example.com A 192.0.2.1"), "example.com")).containsExactly("UDP 192.0.2.1:5060");
    }

    @Test
    void domainWithoutImSrvIsLocatedAsASipDomain() {
        var zone = new Zone("""
                _sip._tcp.example.com SRV 1 1 5062 t.example.com
                t.example.com         A   192.0.2.2
                """);
        assertThat(hops(zone, "example.com")).containsExactly("TCP 192.0.2.2:5062");
    }

    @Test
    @Tag("2782-Format-04")
    void domainWithRootAsImTargetHasNoInbox() {
        var zone = new Zone("""
                _im._sip.example.com  SRV 0 0 0 .
                _sip._udp.example.com SRV 1 1 5060 u.example.com
                u.example.com         A   192.0.2.1
                """);
        assertThat(Finding.nowhere(locator(zone, WITHOUT_TLS).inboxes("example.com"))
                        .sentence())
                .endsWith("_im._sip.example.com says that there is no such service");
    }

    @Test
    @Tag("3861-6-01")
    void srvTargetsAreOrderedByPriority() {
        var zone = new Zone("""
                _im._sip.example.com SRV 30 1 5070 c.example.com
                _im._sip.example.com SRV 10 1 5070 a.example.com
                _im._sip.example.com SRV 20 1 5070 b.example.com
                a.example.com        A   192.0.2.1
                b.example.com        A   192.0.2.2
                c.example.com        A   192.0.2.3
                """);
        assertThat(hops(zone, "example.com"))
                .containsExactly("UDP 192.0.2.1:5070", "UDP 192.0.2.2:5070", "UDP 192.0.2.3:5070");
    }

    @Test
    void failedDnsQueryIsATemporaryFailureWithoutFallback() {
        var zone = new Zone("""
                _im._sip.example.com SRV FAILS
                example.com          A   192.0.2.1
                """);
        assertThat(Finding.nowhere(locator(zone, WITHOUT_TLS).inboxes("example.com"))
                        .forNow())
                .isTrue();
    }
}
