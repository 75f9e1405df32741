package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.answer;
import static io.aldis.net.endpoint.Texts.header;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.octets;
import static io.aldis.net.endpoint.Texts.startLine;
import static io.aldis.net.endpoint.WebPeer.BINARY;
import static io.aldis.net.endpoint.WebPeer.CLOSE;
import static io.aldis.net.endpoint.WebPeer.MORE;
import static io.aldis.net.endpoint.WebPeer.PING;
import static io.aldis.net.endpoint.WebPeer.PONG;
import static io.aldis.net.endpoint.WebPeer.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.net.Flow;
import io.aldis.net.Origins;
import io.aldis.net.WebSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages in WebSocket frames (RFC 7118 §4.2, §5, RFC 6455 §5). */
class WebTest {
    private static final String VIA = "WS df7jal23ls0d.invalid;branch=z9hG4bK";

    private final Station station = Station.on("ws:127.0.0.1:0");
    private final WebPeer peer = WebPeer.open(station.address());

    @AfterEach
    void close() {
        peer.close();
        station.close();
    }

    private void assertAnswered(String branch) {
        String answer = peer.next(TEXT).text();
        assertThat(startLine(answer)).isEqualTo("SIP/2.0 200 OK");
        assertThat(header(answer, "Via")).contains("z9hG4bK" + branch);
    }

    /** The connection ends with that status and in good order. */
    private void assertClosed(int status) {
        assertThat(peer.next(CLOSE).status()).isEqualTo(status);
        assertThat(peer.untilEnd()).isEmpty();
        assertThat(next(station.gone).open()).isFalse();
    }

    @Test
    @Tag("7118-4.2-01")
    void textAndBinaryFramesAreBothRead() {
        peer.text(message(VIA + "text", "你好 🙂"));
        assertAnswered("text");
        peer.binary(octets(message(VIA + "binary", "lamp")));
        assertAnswered("binary");
    }

    @Test
    @Tag("7118-4.2-01")
    void messageThatIsNoUtf8IsSentInABinaryFrame() {
        peer.text(message(VIA + "in", ""));
        assertAnswered("in");
        Flow flow = next(station.flows);
        byte[] head = octets(message("WS x;branch=z9hG4bKout", "").replace("Length: 0", "Length: 2"));
        byte[] request = Arrays.copyOf(head, head.length + 2);
        request[head.length] = (byte) 0xFF;
        station.endpoint.execute(() -> flow.send(request, why -> {}));
        assertThat(peer.next(BINARY).bytes()).isEqualTo(request);
        station.ask(flow, "z9hG4bKtext", message("WS x;branch=z9hG4bKtext", "你好 🙂"));
        assertThat(peer.next(TEXT).text()).endsWith("你好 🙂");
    }

    @Test
    void invalidUtf8InATextFrameClosesTheConnection() {
        peer.send(TEXT, true, (byte) 'M', (byte) 0xFF);
        assertClosed(1007);
    }

    @Test
    @Tag("7118-5-01")
    void fragmentsAreJoinedWhereverTheyAreCut() {
        int length = octets(message(VIA + "cut1000", "你好 🙂")).length;
        for (int cut = 0; cut <= length; cut += cut < 300 ? 1 : 7) {
            byte[] whole = octets(message(VIA + "cut" + (1000 + cut), "你好 🙂"));
            peer.send(TEXT, false, Arrays.copyOfRange(whole, 0, cut));
            peer.send(PING, true, (byte) cut);
            peer.send(MORE, true, Arrays.copyOfRange(whole, cut, length));
            assertThat(peer.next(PONG).bytes()).containsExactly(cut);
            assertAnswered("cut" + (1000 + cut));
        }
    }

    @Test
    void framesAndFragmentsSentOctetByOctetAreRead() {
        for (byte octet : WebPeer.frame(TEXT, true, octets(message(VIA + "slow", "lamp")))) peer.raw(octet);
        assertAnswered("slow");
        byte[] whole = octets(message(VIA + "crumbs", "lamp"));
        for (int i = 0; i < whole.length; i++) peer.send(i == 0 ? BINARY : MORE, false, whole[i]);
        peer.send(MORE, true);
        assertAnswered("crumbs");
    }

    @Test
    @Tag("7118-5-02")
    void bodyWithoutContentLengthIsTheRestOfTheFrame() {
        peer.text(message(VIA + "rest", "lamp").replace("Content-Length: 4\r\n", ""));
        assertAnswered("rest");
        assertThat(new String(next(station.requests).request().body(), StandardCharsets.UTF_8))
                .isEqualTo("lamp");
    }

    @Test
    @Tag("7118-5-01")
    void twoMessagesInOneFrameAreRefused() {
        peer.text(message(VIA + "first", "lamp") + message(VIA + "second", "lamp"));
        assertThat(startLine(peer.next(TEXT).text())).startsWith("SIP/2.0 400 Content-Length");
        peer.text(message(VIA + "short", "lamp").replace("Length: 4", "Length: 5"));
        assertThat(startLine(peer.next(TEXT).text())).startsWith("SIP/2.0 400 Content-Length");
        assertThat(station.requests).isEmpty();
    }

    @Test
    @Tag("7118-4.1-02")
    void frameWithoutSipIsSkipped() {
        peer.text("hello");
        peer.text("");
        peer.text("\r\n");
        peer.text(message(VIA + "next", ""));
        assertAnswered("next");
        assertThat(station.malformed).hasValue(1);
    }

    @Test
    @Tag("7118-6-01")
    void textPingAndWebSocketPingAreAnswered() {
        peer.text("\r\n\r\n");
        assertThat(peer.next(TEXT).text()).isEqualTo("\r\n");
        peer.send(PING, true, octets("are you there"));
        assertThat(peer.next(PONG).text()).isEqualTo("are you there");
    }

    @Test
    @Tag("7118-5-01")
    void messagesAreSentOnceAndEachInItsOwnFrame() {
        peer.text(message(VIA + "in", ""));
        assertAnswered("in");
        Flow flow = next(station.flows);
        assertThat(flow.reliable()).isTrue();
        var first = station.ask(flow, "z9hG4bKone");
        var second = station.ask(flow, "z9hG4bKtwo");
        String one = peer.next(TEXT).text();
        String two = peer.next(TEXT).text();
        assertThat(header(one, "Via")).startsWith("SIP/2.0/WS 127.0.0.1:").endsWith("one");
        assertThat(header(two, "Via")).endsWith("two");
        peer.text(answer(two, 200));
        assertThat(second.outcome()).isEqualTo("200");
        peer.binary(octets(answer(one, 480)));
        assertThat(first.outcome()).isEqualTo("480");
    }

    @Test
    void tooLargeFrameIsRefusedBeforeItArrives() {
        peer.raw(WebPeer.head(TEXT, true, 1 << 20, true));
        assertThat(peer.next(CLOSE).status()).isEqualTo(1009);
    }

    @Test
    void tooLargeFragmentedMessageIsRefused() {
        byte[] part = new byte[60_000];
        Arrays.fill(part, (byte) 'x');
        for (int i = 0; i < 5; i++) peer.send(i == 0 ? TEXT : MORE, false, part);
        assertClosed(1009);
    }

    @Test
    void unmaskedFrameIsAProtocolError() {
        peer.raw(WebPeer.head(TEXT, true, 0, false));
        assertClosed(1002);
    }

    @Test
    void unnegotiatedCompressionIsAProtocolError() {
        peer.send(TEXT | 0x40, true, octets("compressed"));
        assertClosed(1002);
    }

    @Test
    void fragmentsOutOfOrderAreAProtocolError() {
        peer.send(MORE, true, octets("of nothing"));
        assertClosed(1002);
    }

    @Test
    void closeFrameIsAnsweredWithACloseFrame() {
        peer.text(message(VIA + "in", ""));
        assertAnswered("in");
        Flow flow = next(station.flows);
        peer.send(CLOSE, true, (byte) 3, (byte) 0xE8);
        assertClosed(1000);
        assertThat(flow.open()).isFalse();
    }

    @Test
    void endpointCloseSendsCloseFrame1001() {
        peer.text(message(VIA + "in", ""));
        assertAnswered("in");
        station.endpoint.close();
        assertThat(peer.next(CLOSE).status()).isEqualTo(1001);
    }

    @Test
    void silentPeerIsPingedAndClosedWithoutPong() {
        var quick = new WebSettings(Origins.ALL, Duration.ofSeconds(1));
        try (var asking = Station.with(Station.settings("ws:127.0.0.1:0")
                        .with(EndpointSettings::web)
                        .of(quick));
                var dead = WebPeer.open(asking.address());
                var alive = WebPeer.open(asking.address())) {
            for (int i = 0; i < 3; i++) {
                alive.next(PING);
                alive.send(PONG, true);
            }
            dead.next(PING);
            assertThat(dead.next(CLOSE).status()).isEqualTo(1001);
            assertThat(dead.untilEnd()).isEmpty();
            alive.next(PING);
        }
    }

    @Test
    void unsentBytesOfAPeerThatNeverReadsAreLimited() {
        peer.text(message(VIA + "in", ""));
        assertAnswered("in");
        Flow flow = next(station.flows);
        var unsent = new AtomicInteger();
        byte[] large = octets(message("WS x;branch=z9hG4bKx", "x".repeat(60_000)));
        for (int i = 0; i < 400; i++) station.endpoint.execute(() -> flow.send(large, why -> unsent.incrementAndGet()));
        // a busy machine takes long to write 24 MB
        var said = new CompletableFuture<Void>();
        station.endpoint.execute(() -> said.complete(null));
        await().atMost(Duration.ofMinutes(3)).until(said::isDone);
        await().atMost(Duration.ofSeconds(90)).until(() -> unsent.get() > 100);
        try (var other = WebPeer.open(station.address())) {
            other.text(message(VIA + "other", ""));
            assertThat(startLine(other.next(TEXT).text())).isEqualTo("SIP/2.0 200 OK");
        }
    }
}
