package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.net.dns.CachedDns;
import io.aldis.net.dns.NameServers;
import io.aldis.sip.SipUri;
import io.aldis.sip.locate.Dns;
import io.aldis.sip.locate.Location;
import io.aldis.sip.locate.Locator;
import io.aldis.sip.locate.Transports;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The location rules with a real name server. */
class NameServerTest {
    private static final String FULL = """
            @          IN NAPTR 10 10 "s" "SIPS+D2T" "" _sips._tcp
            @          IN NAPTR 10 20 "s" "SIP+D2T"  "" _sip._tcp
            @          IN NAPTR 10 30 "s" "SIP+D2U"  "" _sip._udp
            @          IN NAPTR 5  10 "u" "E2U+sip"  "!^.*$!sip:info@full.test!" .
            _sip._tcp  IN SRV 10 0 5080 dead
            _sip._tcp  IN SRV 20 3 5081 a
            _sip._tcp  IN SRV 20 1 5082 b
            _SIP._udp  IN SRV 10 0 5083 b
            _sips._tcp IN SRV 10 0 5061 a
            dead       IN A 192.0.2.99
            a          IN A 192.0.2.1
            a          IN AAAA 2001:db8::1
            b          IN A 192.0.2.2
            """;
    private static final String OTHERS = """
            $ORIGIN rest.test.
            machine             IN A 192.0.2.3
            none                IN A 192.0.2.4
            _sip._udp.none      IN SRV 0 0 0 .
            _sip._tcp.none      IN SRV 0 0 0 .
            _im._sip.im         IN SRV 10 0 5090 gw
            im                  IN A 192.0.2.5
            gw                  IN A 192.0.2.6
            same                IN CNAME im
            _sip._udp.elsewhere IN CNAME _sip._udp.full.test.
            brief          1    IN A 192.0.2.7
            wrong               IN NAPTR 1 1 "s" "SIP+D2U" "!x!y!" _sip._udp.full.test.
            wrong               IN NAPTR 2 1 "a" "SIP+D2U" "" machine
            wrong               IN NAPTR 3 1 "s" "http+I2L" "" _sip._udp.full.test.
            wrong               IN NAPTR 4 1 "s" "sip+d2u" "" _sip._udp.wrong
            _sip._udp.wrong     IN SRV 1 1 5060 nobody
            _sip._udp.wrong     IN SRV 2 1 0 machine
            _sip._udp.wrong     IN SRV 3 1 5094 machine
            """;

    @TempDir
    static Path folder;

    private static NameServer nsd;
    private Dns dns;

    @BeforeEach
    void forgetAll() {
        dns = new CachedDns(new NameServers(List.of(nsd.address())), InstantSource.system());
    }

    @BeforeAll
    static void start() {
        nsd = NameServer.start(
                folder, Map.of("full.test", FULL, "rest.test", OTHERS, "many.test", many(), "moving.test", at(8)));
    }

    @AfterAll
    static void stop() {
        if (nsd != null) nsd.close();
    }

    /** More than a datagram takes. */
    private static String many() {
        return IntStream.range(0, 30)
                        .mapToObj(i -> "_sip._udp IN SRV 10 %d 5060 a-machine-with-a-rather-long-name-%d-of-many\n"
                                .formatted(i, i))
                        .collect(Collectors.joining())
                + IntStream.range(0, 30)
                        .mapToObj(i ->
                                "a-machine-with-a-rather-long-name-%d-of-many IN A 198.51.100.%d\n".formatted(i, i + 1))
                        .collect(Collectors.joining());
    }

    private static String at(int last) {
        return "mobile 1 IN A 192.0.2." + last + '\n';
    }

    private Locator locator() {
        return new Locator(dns, Transports.PLAIN, new Random(1));
    }

    private List<String> hops(String uri) {
        return hops(locator().locate(SipUri.parse(uri)));
    }

    private static List<String> hops(Location location) {
        assertThat(location).isInstanceOf(Location.Hops.class);
        return ((Location.Hops) location).all().stream().map(Object::toString).toList();
    }

    @Test
    @Tag("2782-Format-03")
    void domainWithNaptrAndSrvIsLocated() {
        List<String> hops = hops("sip:bob@FULL.test");
        assertThat(hops.getFirst()).isEqualTo("dead.full.test (192.0.2.99:5080 over TCP)");
        assertThat(hops.subList(1, 4))
                .containsExactlyInAnyOrder(
                        "a.full.test (192.0.2.1:5081 over TCP)",
                        "a.full.test ([2001:db8:0:0:0:0:0:1]:5081 over TCP)",
                        "b.full.test (192.0.2.2:5082 over TCP)");
        assertThat(hops.getLast()).isEqualTo("b.full.test (192.0.2.2:5083 over UDP)");
    }

    @Test
    void hostWithAddressRecordOnlyIsLocated() {
        assertThat(hops("sip:bob@machine.rest.test")).containsExactly("machine.rest.test (192.0.2.3:5060 over UDP)");
    }

    @Test
    @Tag("2782-Format-04")
    void domainWithoutSipIsNotLocated() {
        assertThat(locator().locate(SipUri.parse("sip:bob@none.rest.test"))).isInstanceOf(Location.Nowhere.class);
    }

    @Test
    @Tag("3861-3-01")
    void imDomainIsLocated() {
        assertThat(hops(locator().inboxes("im.rest.test"))).containsExactly("gw.rest.test (192.0.2.6:5090 over UDP)");
    }

    @Test
    @Tag("3861-4-01")
    void imDomainByCnameIsLocated() {
        assertThat(hops(locator().inboxes("same.rest.test"))).containsExactly("gw.rest.test (192.0.2.6:5090 over UDP)");
    }

    @Test
    void aliasOfSrvRecordsInAnotherZoneIsLocated() {
        assertThat(hops("sip:bob@elsewhere.rest.test")).containsExactly("b.full.test (192.0.2.2:5083 over UDP)");
    }

    @Test
    @Tag("3403-4.1-03")
    @Tag("3403-4.1-04")
    void wrongRecordsAreSkipped() {
        assertThat(hops("sip:bob@wrong.rest.test")).containsExactly("machine.rest.test (192.0.2.3:5094 over UDP)");
    }

    @Test
    void missingNameIsNotLocated() {
        assertThat(dns.srv("_sip._udp.nobody.rest.test")).isEqualTo(new Dns.Answer.Nothing<>(Duration.ofSeconds(1)));
        assertThat(locator().locate(SipUri.parse("sip:bob@nobody.rest.test")))
                .isEqualTo(new Location.Nowhere(
                        "no NAPTR records of nobody.rest.test, no SRV records of"
                                + " _sip._tcp.nobody.rest.test, no SRV records of _sip._udp.nobody.rest.test, no"
                                + " addresses of nobody.rest.test",
                        false));
    }

    @Test
    void refusedZoneIsATemporaryFailure() {
        assertThat(locator().locate(SipUri.parse("sip:bob@elsewhere.example")))
                .isInstanceOfSatisfying(Location.Nowhere.class, nowhere -> {
                    assertThat(nowhere.forNow()).isTrue();
                    assertThat(nowhere.sentence()).contains("the name server says REFUSED");
                });
    }

    @Test
    @Tag("2782-Usage-03")
    void truncatedAnswerIsQueriedAgainOverTcp() {
        assertThat(dns.srv("_sip._udp.many.test").orNone()).hasSize(30);
    }

    @Test
    void ttlIsThatOfTheZone() {
        assertThat(dns.addresses("brief.rest.test"))
                .isEqualTo(
                        new Dns.Answer.Records<>(List.of(InetAddress.ofLiteral("192.0.2.7")), Duration.ofSeconds(1)));
    }

    @Test
    @Tag("3403-3-01")
    void expiredRecordIsQueriedAgain() {
        String uri = "sip:bob@mobile.moving.test";
        assertThat(hops(uri)).containsExactly("mobile.moving.test (192.0.2.8:5060 over UDP)");
        nsd.change("moving.test", at(9));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(hops(uri)).containsExactly("mobile.moving.test (192.0.2.9:5060 over UDP)"));
    }

    @Test
    void silentNameServerIsFollowedByTheNext() throws Exception {
        try (var silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var two = new NameServers(List.of((InetSocketAddress) silent.getLocalSocketAddress(), nsd.address()));
            assertThat(two.srv("_sip._udp.full.test").orNone()).hasSize(1);
            silent.receive(new DatagramPacket(new byte[512], 512)); // it was asked first
        }
    }

    @Test
    void silentNameServersAreATemporaryFailure() throws Exception {
        try (var silent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var one = new NameServers(List.of((InetSocketAddress) silent.getLocalSocketAddress()));
            long before = System.nanoTime();
            assertThat(one.srv("_sip._udp.full.test")).isInstanceOf(Dns.Answer.Failed.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
        }
    }
}
