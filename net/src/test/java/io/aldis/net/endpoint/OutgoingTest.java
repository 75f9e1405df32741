package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.answer;
import static io.aldis.net.endpoint.Texts.header;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.Flow;
import io.aldis.net.NetSettings;
import io.aldis.sip.Transport;
import io.aldis.sip.wire.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Outgoing connections, and how their failures are reported (RFC 3261 §18.1.1, §18.4). */
class OutgoingTest {
    private final ServerSocket server = listening();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(server));

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private <T extends AutoCloseable> T kept(T made) {
        open.addFirst(made);
        return made;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
    }

    private Station station() {
        return kept(Station.on("tcp:127.0.0.1:0", "udp:127.0.0.1:0"));
    }

    private Station station(NetSettings settings) {
        return kept(Station.with(
                Station.settings("tcp:127.0.0.1:0").with(EndpointSettings::net).of(settings)));
    }

    private InetSocketAddress there() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private TcpPeer accepted() {
        return kept(TcpPeer.acceptedBy(server));
    }

    @Test
    @Tag("3261-18.1.1-06")
    void messagesToOnePeerShareOneConnection() {
        Station station = station();
        Flow flow = station.flow(Transport.TCP, there());
        var first = station.ask(flow, "z9hG4bK1");
        TcpPeer peer = accepted();
        peer.send(answer(peer.message(), 200));
        assertThat(first.outcome()).isEqualTo("200");
        assertThat(station.flow(Transport.TCP, there())).isSameAs(flow);
        var second = station.ask(flow, "z9hG4bK2");
        peer.send(answer(peer.message(), 486));
        assertThat(second.outcome()).isEqualTo("486");
    }

    @Test
    void messagesBeforeTheConnectionIsUpAreSentInOrder() {
        Station station = station();
        station.onLoop(() -> {
            Flow flow = station.endpoint.flow(Transport.TCP, there()).orElseThrow();
            for (int i = 0; i < 20; i++) {
                String text = message("TCP x;branch=z9hG4bKearly" + i, "");
                flow.send(Texts.octets(text), why -> {});
            }
            return flow;
        });
        TcpPeer peer = accepted();
        for (int i = 0; i < 20; i++) assertThat(header(peer.message(), "Via")).endsWith("z9hG4bKearly" + i);
    }

    @Test
    void messagesWaitingForAConnectionAreLimited() {
        Station station = station();
        BlockingQueue<String> unsent = new LinkedBlockingQueue<>();
        station.onLoop(() -> {
            Flow flow = station.endpoint.flow(Transport.TCP, there()).orElseThrow();
            for (int i = 0; i < 257; i++) flow.send(Texts.octets("\r\n"), unsent::add);
            return flow;
        });
        assertThat(next(unsent)).contains("256 messages wait");
        assertThat(accepted().octets(512)).hasSize(512);
        assertThat(unsent).isEmpty();
    }

    @Test
    @Tag("3261-18.4-01")
    void refusedConnectionFailsItsTransactionsAtOnce() throws Exception {
        Station station = station();
        server.close();
        Flow flow = station.flow(Transport.TCP, there());
        var asked = station.ask(flow, "z9hG4bKrefused");
        assertThat(asked.outcome())
                .startsWith("UNSENT: no connection to tcp:127.0.0.1:")
                .contains("refused");
        assertThat(flow.open()).isFalse();
        assertThat(flow.established()).isFalse();
        assertThat(next(station.gone)).isSameAs(flow);
        assertThat(station.ask(flow, "z9hG4bKlate").outcome()).startsWith("UNSENT: no connection");
        assertThat(station.flow(Transport.TCP, there())).isNotSameAs(flow);
    }

    @Test
    void connectTimeoutFailsTheTransactions() throws Exception {
        Station station = station();
        try (var full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var there = (InetSocketAddress) full.getLocalSocketAddress();
            fill(there);
            Flow flow = station.onLoop(() -> station.endpoint.connection(there, Duration.ZERO));
            assertThat(station.ask(flow, "z9hG4bKfull").outcome())
                    .startsWith("UNSENT: no connection to " + flow)
                    .contains("timed out");
            assertThat(flow.established()).isFalse();
        }
    }

    /** Connects until nobody gets in any more. */
    private void fill(InetSocketAddress there) throws IOException {
        while (true) {
            Socket socket = kept(new Socket());
            try {
                socket.connect(there, 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }

    @Test
    void lostConnectionFailsItsPendingRequestsAtOnce() {
        Station station = station();
        Flow flow = station.flow(Transport.TCP, there());
        var one = station.ask(flow, "z9hG4bKone");
        var two = station.ask(flow, "z9hG4bKtwo");
        TcpPeer peer = accepted();
        peer.message();
        peer.message();
        peer.close();
        assertThat(one.outcome()).isEqualTo("UNSENT: closed by the peer");
        assertThat(two.outcome()).isEqualTo("UNSENT: closed by the peer");
        assertThat(flow.established()).isTrue();
        assertThat(station.onLoop(() -> station.endpoint.transactions().live())).isZero();
    }

    @Test
    void resetConnectionFailsItsPendingRequestsAtOnce() throws Exception {
        Station station = station();
        var asked = station.ask(station.flow(Transport.TCP, there()), "z9hG4bKreset");
        TcpPeer peer = accepted();
        peer.message();
        peer.socket.setSoLinger(true, 0);
        peer.close();
        assertThat(asked.outcome()).startsWith("UNSENT: ");
    }

    @Test
    void lostConnectionDoesNotFailRequestsOfAnother() {
        Station station = station();
        kept(TcpPeer.to(station.address())).send(message("TCP x;branch=z9hG4bKin", ""));
        Flow stays = next(station.flows);
        var waits = station.ask(stays, "z9hG4bKwaits");
        var lost = station.ask(station.flow(Transport.TCP, there()), "z9hG4bKlost");
        accepted().close();
        assertThat(lost.outcome()).startsWith("UNSENT");
        assertThat(waits.pending()).isTrue();
    }

    @Test
    @Tag("3261-18.2.2-01")
    @Tag("3261-17.2.4-01")
    @Tag("3261-18.1.1-05")
    @Tag("3263-5-02")
    void responseUsesANewConnectionWhenTheOldOneIsGone() {
        Station station = station();
        station.still = true;
        TcpPeer peer = TcpPeer.to(station.address());
        peer.send(message("TCP host.example:" + server.getLocalPort() + ";branch=z9hG4bKback", "hello"));
        var transaction = next(station.requests);
        peer.close();
        next(station.gone);
        station.endpoint.execute(() -> Station.ok(transaction));
        String answer = accepted().message();
        assertThat(startLine(answer)).isEqualTo("SIP/2.0 200 OK");
        assertThat(header(answer, "Via")).contains("z9hG4bKback;received=127.0.0.1");
    }

    @Test
    void unsentBytesForASlowReaderAreLimited() {
        Station station = station(net(64 << 10, 10, Duration.ofSeconds(30), Duration.ofHours(1)));
        TcpPeer peer = kept(TcpPeer.to(station.address()));
        peer.send(message("TCP x;branch=z9hG4bKhi", ""));
        Flow flow = next(station.flows);
        BlockingQueue<String> unsent = new LinkedBlockingQueue<>();
        station.endpoint.execute(() -> {
            for (int i = 0; i < 400 && unsent.isEmpty(); i++) flow.send(new byte[64 << 10], unsent::add);
        });
        assertThat(next(unsent)).isEqualTo("the peer does not read: 65536 octets wait for it");
        assertThat(flow.open()).isTrue();
    }

    @Test
    void slowReaderDoesNotKeepAClosedConnectionOpen() {
        Station station = station(net(16 << 20, 10, Duration.ofSeconds(30), Duration.ofHours(1)));
        TcpPeer peer = kept(TcpPeer.to(station.address()));
        peer.send(message("TCP x;branch=z9hG4bKhi", ""));
        Flow flow = next(station.flows);
        BlockingQueue<String> unsent = new LinkedBlockingQueue<>();
        station.endpoint.execute(() -> {
            for (int i = 0; i < 200; i++) flow.send(new byte[64 << 10], unsent::add);
            flow.close("enough");
        });
        assertThat(next(unsent)).isEqualTo("enough");
        assertThat(next(station.gone)).isSameAs(flow);
    }

    @Test
    void outgoingConnectionsAreLimited() {
        Station station = station(net(4 << 20, 1, Duration.ofSeconds(30), Duration.ofHours(1)));
        Flow first = station.flow(Transport.TCP, there());
        var waits = station.ask(first, "z9hG4bKfirst");
        var other =
                new InetSocketAddress(there().getAddress(), station.address().getPort());
        assertThat(station.ask(station.flow(Transport.TCP, other), "z9hG4bKmore")
                        .outcome())
                .startsWith("UNSENT: no connection to tcp:127.0.0.1:")
                .endsWith("there are 1 connections already");
        TcpPeer peer = accepted();
        peer.send(answer(peer.message(), 200));
        assertThat(waits.outcome()).isEqualTo("200");
    }

    @Test
    void flowClosedBeforeItIsUpOpensNoConnection() {
        Station station = station();
        BlockingQueue<String> unsent = new LinkedBlockingQueue<>();
        Flow flow = station.onLoop(() -> {
            Flow made = station.endpoint.flow(Transport.TCP, there()).orElseThrow();
            made.send(Texts.octets("lost"), unsent::add);
            made.close("changed my mind");
            return made;
        });
        assertThat(next(unsent)).isEqualTo("changed my mind");
        assertThat(next(station.gone)).isSameAs(flow);
        assertThat(station.onLoop(() -> station.endpoint.existing(there()))).isEmpty();
    }

    static NetSettings net(int unread, int connections, Duration partial, Duration idle) {
        return new NetSettings(
                Limits.DEFAULT,
                Duration.ofSeconds(5),
                partial,
                Duration.ofHours(1),
                idle,
                connections,
                connections,
                unread,
                64 << 20);
    }
}
