package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.answer;
import static io.aldis.net.endpoint.Texts.header;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.SipRequest;
import io.aldis.sip.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests and responses in datagrams (RFC 3261 §18). */
class UdpTest {
    private final Station station = Station.on("udp:127.0.0.1:0");
    private final UdpPeer peer = new UdpPeer();

    @AfterEach
    void close() {
        peer.close();
        station.close();
    }

    private String via(String branch) {
        return "UDP " + peer.sentBy() + ";branch=z9hG4bK" + branch;
    }

    /** A NAT may give a phone a new port between two retransmissions. */
    @Test
    void sameBytesFromANewPortAreDeliveredOnceAndAnsweredThere() {
        try (var moved = new UdpPeer()) {
            String request = message("UDP 10.0.0.9:5060;branch=z9hG4bKmoved;rport", "hello");
            peer.send(request, station.address());
            String answer = peer.receive();
            moved.send(request, station.address());
            assertThat(moved.receive()).isEqualTo(answer);
        }
        assertThat(station.requests).hasSize(1);
    }

    @Test
    @Tag("3261-18-01")
    void requestIsDeliveredOnceAndAnswered() {
        peer.send(message(via("one"), "hello"), station.address());
        SipRequest request = next(station.requests).request();
        assertThat(new String(request.body(), StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 200 OK");
        assertThat(next(station.flows).transport()).isEqualTo(Transport.UDP);
    }

    @Test
    void retransmissionGetsTheSameResponseAndIsNotDeliveredAgain() {
        String request = message(via("two"), "hello");
        peer.send(request, station.address());
        String first = peer.receive();
        for (int i = 0; i < 3; i++) {
            peer.send(request, station.address());
            assertThat(peer.receive()).isEqualTo(first);
        }
        assertThat(station.requests).hasSize(1);
        assertThat(station.retransmitted).hasValue(3);
    }

    @Test
    void retransmissionBeforeTheResponseIsDeliveredOnce() {
        station.still = true;
        String request = message(via("slow"), "hello");
        peer.send(request, station.address());
        peer.send(request, station.address());
        var transaction = next(station.requests);
        fence("after");
        station.endpoint.execute(() -> Station.ok(transaction));
        assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 200 OK");
        assertThat(station.requests).isEmpty();
    }

    /** All that was sent before has been seen when this comes back. */
    private void fence(String branch) {
        boolean still = station.still;
        station.still = true;
        peer.send(message(via(branch), "fence"), station.address());
        var fence = next(station.requests);
        assertThat(fence.request().topVia().branch()).isEqualTo("z9hG4bK" + branch);
        station.still = still;
    }

    @Test
    void keepAlivesAreIgnored() {
        peer.send("\r\n\r\n", station.address());
        peer.send("\r\n", station.address());
        peer.send("\0\0\0\0", station.address());
        peer.send(new byte[0], station.address());
        peer.send(message(via("next"), "hello"), station.address());
        assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 200 OK");
        assertThat(station.malformed).hasValue(0);
    }

    @Test
    void noiseIsCountedAndNotAnswered() {
        peer.send("what a lovely day\r\n\r\n", station.address());
        peer.send("SIP/2.0 2OO Fine\r\n\r\n", station.address());
        peer.send(message(via("next"), "hello"), station.address());
        assertThat(header(peer.receive(), "Via")).contains("z9hG4bKnext");
        assertThat(station.malformed).hasValue(2);
    }

    @Test
    void malformedRequestGets400WithAReason() {
        peer.send(message(via("bad"), "hello").replace("CSeq: 1 MESSAGE", "CSeq: one MESSAGE"), station.address());
        String answer = peer.receive();
        assertThat(startLine(answer)).startsWith("SIP/2.0 400 CSeq").contains("expected");
        assertThat(header(answer, "Call-ID")).isEqualTo("lamp@example.org");
        assertThat(station.requests).isEmpty();
        assertThat(station.malformed).hasValue(1);
    }

    @Test
    void refusalOfAMalformedRequestHasAToTag() {
        peer.send(message(via("bad"), "x").replace("Max-Forwards: 70", "Max-Forwards: many"), station.address());
        assertThat(header(peer.receive(), "To")).startsWith("<sip:bob@example.org>;tag=");
    }

    @Test
    void requestWithMalformedToOrFromGets400() {
        peer.send(message(via("to"), "x").replace("To: <sip:bob@example.org>", "To: <sip:bob"), station.address());
        assertThat(startLine(peer.receive())).startsWith("SIP/2.0 400 To");
        peer.send(message(via("from"), "x").replace("From: <sip:alice", "From: <<sip:alice"), station.address());
        assertThat(startLine(peer.receive())).startsWith("SIP/2.0 400 ").contains("sip:alice");
    }

    @Test
    @Tag("3261-18.3-01")
    void bodyWithoutContentLengthIsTheRestOfTheDatagram() {
        peer.send(message(via("rest"), "to the end").replaceFirst("Content-Length: .*\r\n", ""), station.address());
        assertThat(next(station.requests).request().bodyLength()).isEqualTo("to the end".length());
    }

    @Test
    @Tag("3261-18.3-01")
    void octetsAfterTheBodyAreDropped() {
        peer.send(message(via("extra"), "body") + "and garbage", station.address());
        assertThat(next(station.requests).request().bodyLength()).isEqualTo("body".length());
    }

    @Test
    @Tag("3261-18.3-02")
    void truncatedBodyGets400() {
        peer.send(message(via("short"), "hello").replace("Length: 5", "Length: 50"), station.address());
        assertThat(startLine(peer.receive())).startsWith("SIP/2.0 400 Content-Length");
        assertThat(station.requests).isEmpty();
    }

    @Test
    @Tag("3261-18.3-03")
    void truncatedResponseIsDropped() {
        var asked = station.ask(station.flow(Transport.UDP, peer.address()), "z9hG4bKcut");
        String request = peer.receive();
        String whole = answer(request, 200);
        peer.send(whole.replace("Content-Length: 0", "Content-Length: 9"), station.address());
        fence("fence");
        assertThat(asked.pending()).isTrue();
        peer.send(whole, station.address());
        assertThat(asked.outcome()).isEqualTo("200");
    }

    @Test
    @Tag("3261-18.1.2-01")
    void responseWithAForeignViaIsDropped() {
        var asked = station.ask(station.flow(Transport.UDP, peer.address()), "z9hG4bKours");
        String whole = answer(peer.receive(), 200);
        peer.send(whole.replace(station.bound(0).sentBy().toString(), "other.example"), station.address());
        fence("fence");
        assertThat(asked.pending()).isTrue();
        assertThat(station.stray).hasValue(1);
        peer.send(whole, station.address());
        assertThat(asked.outcome()).isEqualTo("200");
    }

    @Test
    @Tag("3261-18.1.2-02")
    void strayResponseIsCounted() {
        peer.send(answer(message("UDP " + station.bound(0).sentBy() + ";branch=z9hG4bKx", ""), 200), station.address());
        fence("fence");
        assertThat(station.stray).hasValue(1);
    }

    @Test
    void unansweredRequestIsRetransmittedAndItsResponseReportedOnce() {
        var asked = station.ask(station.flow(Transport.UDP, peer.address()), "z9hG4bKagain");
        String first = peer.receive();
        assertThat(peer.receive()).isEqualTo(first);
        peer.send(answer(first, 200), station.address());
        assertThat(asked.outcome()).isEqualTo("200");
    }

    @Test
    @Tag("3261-18.4-01")
    void datagramRefusedByTheSystemFailsItsTransactionAtOnce() throws Exception {
        var nowhere = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        var asked = station.ask(station.flow(Transport.UDP, nowhere), "z9hG4bKnowhere");
        assertThat(asked.outcome()).startsWith("UNSENT: UDP to 127.0.0.1:0: ");
    }

    @Test
    void unsendableDatagramDoesNotAffectOthers() {
        for (int i = 0; i < 50; i++) {
            peer.send(message("UDP 127.0.0.1:0;branch=z9hG4bKport0-" + i, ""), station.address());
            peer.send(message(via("good" + i), ""), station.address());
        }
        var answered = new HashSet<String>();
        for (int i = 0; i < 50; i++) answered.add(header(peer.receive(), "Via"));
        assertThat(answered).hasSize(50).allMatch(via -> via.contains("good"));
    }
}
