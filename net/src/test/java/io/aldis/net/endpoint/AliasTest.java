package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.answer;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.ClientCertificates;
import io.aldis.net.Flow;
import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TestTls;
import io.aldis.net.TlsSettings;
import io.aldis.sip.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A TLS connection of a neighbour is reused for requests to that neighbour (RFC 5923). */
class AliasTest {
    @TempDir
    private Path folder;

    private final TestAuthority authority = new TestAuthority("authority");
    private Path trust;
    private Station station;
    /** Where the neighbour is reached without an alias; it stands for two domains, and its connections for one. */
    private SSLServerSocket door;

    private TlsSettings.Own neighbour;
    private int sent;

    @BeforeEach
    void open() {
        trust = authority.file(folder);
        var own = authority.issue(folder, "own", Holder.of("own", "dns:example.org"));
        station = Station.with(Station.settings("tls:127.0.0.1:0")
                .with(EndpointSettings::tls)
                .of(Optional.of(new TlsSettings(Optional.of(own), Optional.of(trust))
                        .with(TlsSettings::clients)
                        .of(listener -> ClientCertificates.OPTIONAL))));
        door = TestTls.listen(authority.issue(folder, "door", Holder.of("x", "dns:example.net", "dns:b.test")));
        neighbour = authority.issue(folder, "neighbour", Holder.of("x", "uri:sip:example.net"));
    }

    @AfterEach
    void close() throws IOException {
        station.close();
        door.close();
    }

    private TcpPeer known() throws IOException {
        return TcpPeer.over(TestTls.connectAs(neighbour, station.address(), trust));
    }

    private void asks(TcpPeer peer, int port, String parameter) {
        peer.send(message("TLS 127.0.0.1:" + port + parameter + ";branch=z9hG4bKin" + ++sent, "lamp"));
        assertThat(startLine(peer.message())).isEqualTo("SIP/2.0 200 OK");
    }

    private Asked send(String domain) {
        var address = new InetSocketAddress("127.0.0.1", door.getLocalPort());
        Flow flow = station.onLoop(
                () -> station.endpoint.flow(Transport.TLS, address, domain).orElseThrow());
        return station.ask(flow, "z9hG4bKout" + ++sent);
    }

    private static void comes(TcpPeer peer, Asked asked) {
        String request = peer.message();
        assertThat(request).startsWith("MESSAGE ");
        peer.send(answer(request, 200));
        assertThat(asked.outcome()).isEqualTo("200");
    }

    private void comesOverANewOne(Asked asked) {
        try (var peer = TcpPeer.acceptedBy(door)) {
            comes(peer, asked);
        }
    }

    @Test
    @Tag("5923-8.1-03")
    void requestUsesTheConnectionOfACertifiedPeerWithAlias() throws IOException {
        try (var peer = known()) {
            asks(peer, door.getLocalPort(), ";alias");
            comes(peer, send("example.net"));
            comes(peer, send("Example.NET"));
        }
    }

    @Test
    @Tag("5923-8.2-01")
    @Tag("5923-8.1-03")
    void aliasWithoutCertificateIsIgnored() {
        try (var peer = TcpPeer.over(TestTls.connect(station.address(), trust))) {
            asks(peer, door.getLocalPort(), ";alias");
            comesOverANewOne(send("example.net"));
        }
    }

    @Test
    void connectionWithoutAliasIsNotUsedForRequests() throws IOException {
        try (var peer = known()) {
            asks(peer, door.getLocalPort(), "");
            comesOverANewOne(send("example.net"));
        }
    }

    @Test
    @Tag("5923-9.3-01")
    void domainOutsideOfTheCertificateGetsAConnectionOfItsOwn() throws IOException {
        try (var peer = known()) {
            asks(peer, door.getLocalPort(), ";alias");
            comesOverANewOne(send("b.test"));
        }
    }

    @Test
    @Tag("5923-8.2-02")
    void closedAliasConnectionIsReplaced() throws IOException {
        try (var peer = known()) {
            asks(peer, door.getLocalPort(), ";alias");
        }
        next(station.gone);
        comesOverANewOne(send("example.net"));
    }

    /** Else one who writes all ports would make us hold as many. */
    @Test
    void lastAliasAddressReplacesTheEarlierOne() throws IOException {
        try (var peer = known()) {
            asks(peer, door.getLocalPort(), ";alias");
            asks(peer, 5999, ";alias");
            comesOverANewOne(send("example.net"));
        }
    }

    /** As the one who connects we show our own certificate, and take what comes. */
    @Test
    @Tag("5923-8.1-02")
    void outgoingConnectionOfACertifiedPeerCarriesItsRequests() throws IOException {
        var theirs = authority.issue(folder, "theirs", Holder.of("x", "dns:example.com"));
        try (var strict = TestTls.listenForKnown(theirs, trust)) {
            var address = new InetSocketAddress("127.0.0.1", strict.getLocalPort());
            Flow flow = station.onLoop(() ->
                    station.endpoint.flow(Transport.TLS, address, "example.com").orElseThrow());
            assertThat(flow.alias()).isTrue();
            Asked asked = station.ask(flow, "z9hG4bKout");
            try (var peer = TcpPeer.acceptedBy(strict)) {
                comes(peer, asked);
                asks(peer, strict.getLocalPort(), ";alias");
                assertThat(next(station.flows)).isSameAs(flow);
                assertThat(flow.identities()).containsExactly("example.com");
            }
        }
    }
}
