package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.answer;
import static io.aldis.net.endpoint.Texts.header;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.octets;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.Flow;
import io.aldis.sip.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in a TCP stream (RFC 3261 §18.3, RFC 5626 §5.4). */
class TcpTest {
    private static final String VIA = "TCP 10.0.0.9:5060;branch=z9hG4bK";

    private final Station station = Station.on("tcp:127.0.0.1:0");
    private final TcpPeer peer = TcpPeer.to(station.address());

    @AfterEach
    void close() {
        peer.close();
        station.close();
    }

    @Test
    @Tag("3261-18-01")
    @Tag("3261-18.2.2-01")
    void requestIsAnsweredOnItsConnection() {
        peer.send(message(VIA + "one", "hello"));
        String answer = peer.message();
        assertThat(startLine(answer)).isEqualTo("SIP/2.0 200 OK");
        assertThat(header(answer, "Via")).contains(";received=127.0.0.1");
        assertThat(header(answer, "Content-Length")).isEqualTo("0");
        assertThat(station.requests).hasSize(1);
    }

    /** RFC 3261 §17.2.3: the source is no part of what a retransmission is matched by. */
    @Test
    void sameBytesOverANewConnectionAreDeliveredOnceAndAnsweredThere() {
        String request = message(VIA + "again;rport", "hello");
        peer.send(request);
        String answer = peer.message();
        peer.hangUp();
        next(station.gone);
        try (var again = TcpPeer.to(station.address())) {
            again.send(request);
            assertThat(again.message()).isEqualTo(answer);
        }
        assertThat(station.requests).hasSize(1);
    }

    @Test
    void responseGoesToTheNewConnectionOfARepeatedRequest() {
        station.still = true;
        String request = message(VIA + "late;rport", "hello");
        peer.send(request);
        var transaction = next(station.requests);
        peer.hangUp();
        next(station.gone);
        try (var again = TcpPeer.to(station.address())) {
            again.send(request + message(VIA + "mark", "hello"));
            next(station.requests); // the mark: what is before it has been read
            station.endpoint.execute(() -> Station.ok(transaction));
            assertThat(header(again.message(), "Via")).contains("z9hG4bKlate;");
        }
        assertThat(station.requests).isEmpty();
    }

    /** A binding belongs to the connection of its REGISTER (RFC 5626 §4.2). */
    @Test
    void registerOverANewConnectionIsAlwaysANewRequest() {
        String request = message(VIA + "again;rport", "").replace("MESSAGE", "REGISTER");
        peer.send(request);
        peer.message();
        peer.hangUp();
        next(station.gone);
        try (var again = TcpPeer.to(station.address())) {
            again.send(request);
            assertThat(startLine(again.message())).isEqualTo("SIP/2.0 200 OK");
        }
        assertThat(station.requests).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type", "c"})
    @Tag("3261-18.3-04")
    void bodyWithoutContentLengthGets400AndClosesTheConnection(String name) {
        String whole =
                message(VIA + "one", "hello").replaceFirst("Content-Length: \\d+\r\n", name + ": text/plain\r\n");
        peer.send(whole);
        assertThat(startLine(peer.message())).startsWith("SIP/2.0 400 Content-Length");
        assertThat(peer.untilEnd()).isEmpty();
        assertThat(station.requests).isEmpty();
    }

    /** In segments: the end of the connection must not take the answer with it. */
    @Test
    @Tag("3261-18.3-04")
    void longBodyWithoutContentLengthGets400AndClosesTheConnection() {
        String whole = message(VIA + "one", "").replaceFirst("Content-Length: \\d+\r\n", "c: text/plain\r\n");
        peer.send(whole);
        for (int i = 0; i < 8 && !peer.refusesToBeSent("lamp".repeat(5_000)); i++) {}
        assertThat(startLine(peer.message())).startsWith("SIP/2.0 400 Content-Length");
        assertThat(peer.untilEnd()).isEmpty();
        assertThat(station.requests).isEmpty();
    }

    @Test
    void connectionCarriesRequestsInBothDirections() {
        peer.send(message(VIA + "in", "hello"));
        peer.message();
        Flow flow = next(station.flows);
        var asked = station.ask(flow, "z9hG4bKout");
        String request = peer.message();
        assertThat(startLine(request)).startsWith("MESSAGE ");
        peer.send(answer(request, 200));
        assertThat(asked.outcome()).isEqualTo("200");
        assertThat(station.onLoop(() -> station.endpoint.existing(flow.remote())))
                .containsSame(flow);
    }

    @Test
    @Tag("3261-18.3-04")
    void messageCutAtAnyOctetIsRead() {
        byte[] whole = octets(message(VIA + "cut", "\r\nhello\r\n\r\n"));
        for (int cut = 1; cut < whole.length; cut++) {
            byte[] changed = octets(message(VIA + "cut" + (1000 + cut), "\r\nhello\r\n\r\n"));
            peer.send(java.util.Arrays.copyOfRange(changed, 0, cut));
            peer.send(java.util.Arrays.copyOfRange(changed, cut, changed.length));
            assertThat(header(peer.message(), "Via")).contains("z9hG4bKcut" + (1000 + cut) + ";");
        }
        assertThat(station.requests).hasSize(whole.length - 1);
    }

    @Test
    void messageSentOctetByOctetIsRead() {
        for (byte octet : octets(message(VIA + "slow", "hello"))) peer.send(octet);
        assertThat(header(peer.message(), "Via")).contains("z9hG4bKslow");
    }

    @Test
    @Tag("3261-18.3-04")
    void messagesInOneSegmentAreAnsweredInOrder() {
        var all = new StringBuilder();
        for (int i = 0; i < 200; i++) all.append(message(VIA + "many" + i, "body " + i));
        peer.send(all.toString());
        for (int i = 0; i < 200; i++) assertThat(header(peer.message(), "Via")).contains("z9hG4bKmany" + i + ";");
    }

    @Test
    @Tag("5626-5.4-01")
    @Tag("5626-6-07")
    void doubleLineEndIsAnsweredWithASingleOne() {
        peer.send("\r\n\r\n");
        assertThat(peer.octets(2)).isEqualTo("\r\n");
        peer.send(message(VIA + "between", "") + "\r\n\r\n" + message(VIA + "after", ""));
        assertThat(header(peer.message(), "Via")).contains("z9hG4bKbetween");
        assertThat(peer.octets(2)).isEqualTo("\r\n");
        assertThat(header(peer.message(), "Via")).contains("z9hG4bKafter");
    }

    @Test
    void malformedRequestGets400AndTheConnectionStaysOpen() {
        peer.send(message(VIA + "bad", "").replace("CSeq: 1 MESSAGE", "CSeq: 1 INVITE"));
        assertThat(startLine(peer.message())).startsWith("SIP/2.0 400 CSeq");
        peer.send(message(VIA + "good", ""));
        assertThat(startLine(peer.message())).isEqualTo("SIP/2.0 200 OK");
    }

    @Test
    void unparsableMessageInAStreamIsSkipped() {
        peer.send("what a lovely day\r\n\r\n" + message(VIA + "next", ""));
        assertThat(header(peer.message(), "Via")).contains("z9hG4bKnext");
        assertThat(station.malformed).hasValue(1);
    }

    @Test
    void invalidContentLengthGets400AndClosesTheConnection() {
        peer.send(message(VIA + "frame", "hello").replace("Length: 5", "Length: five"));
        peer.send(message(VIA + "lost", "hello"));
        String heard = peer.untilEnd();
        assertThat(startLine(heard)).startsWith("SIP/2.0 400 Content-Length");
        assertThat(heard.split("SIP/2.0 400", -1)).as("one answer").hasSize(2);
        assertThat(next(station.gone).transport()).isEqualTo(Transport.TCP);
        assertThat(station.requests).isEmpty();
    }

    @Test
    @Tag("3261-21.5.7-01")
    @Tag("3261-21.4.11-01")
    @Tag("3428-8-06")
    void tooLongMessageGets513BeforeItsBodyArrives() {
        peer.send(message(VIA + "long", "hello").replace("Length: 5", "Length: 10000000"));
        String refusal = peer.untilEnd(); // answered, and then closed
        assertThat(startLine(refusal)).startsWith("SIP/2.0 513 Message");
        assertThat(refusal).as("it will not be shorter later").doesNotContain("Retry-After");
    }

    @Test
    void endlessHeadGets513() {
        String endless = message(VIA + "endless", "").replace("\r\n\r\n", "\r\nX: ") + "x".repeat(300_000);
        peer.send(endless);
        assertThat(startLine(peer.untilEnd())).startsWith("SIP/2.0 513 Headers");
        assertThat(station.requests).isEmpty();
    }

    @Test
    void endlessNoiseClosesTheConnection() {
        peer.send("x".repeat(70_000));
        assertThat(peer.untilEnd()).isEmpty();
        assertThat(station.malformed).hasValue(1);
    }

    @Test
    void ackThatBreaksTheStreamIsNotAnswered() {
        peer.send(message(VIA + "ack", "hello")
                .replace("MESSAGE sip", "ACK sip")
                .replace("1 MESSAGE", "1 ACK")
                .replace("Length: 5", "Length: 10000000"));
        assertThat(peer.untilEnd()).isEmpty();
    }

    @Test
    void responseOverTheStreamReachesItsTransaction() {
        peer.send(message(VIA + "in", ""));
        peer.message();
        var asked = station.ask(next(station.flows), "z9hG4bKforeign");
        peer.send(answer(peer.message(), 480));
        assertThat(asked.outcome()).isEqualTo("480");
        peer.send(message(VIA + "fence", ""));
        peer.message();
        assertThat(station.stray).hasValue(0);
    }
}
