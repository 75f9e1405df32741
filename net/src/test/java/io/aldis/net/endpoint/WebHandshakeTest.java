package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.net.NetSettings;
import io.aldis.net.TestAuthority;
import io.aldis.net.TestTls;
import io.aldis.net.TlsSettings;
import io.aldis.net.WebSettings;
import io.aldis.sip.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The WebSocket handshake for SIP (RFC 6455 §4.2, RFC 7118 §4.1). */
class WebHandshakeTest {
    private static final WebSettings HERE_ONLY =
            new WebSettings((origin, host, peer) -> origin.equals("https://" + host), WebSettings.DEFAULT.ping());

    private static EndpointSettings within(Duration handshake) {
        return Station.settings("ws:127.0.0.1:0")
                .with(EndpointSettings::net)
                .of(NetSettings.DEFAULT.with(NetSettings::connect).of(handshake));
    }

    @Test
    @Tag("7118-4.1-01")
    void handshakeResponseIsThatOfTheRfcWithoutCompression() {
        try (var station = Station.on("ws:127.0.0.1:0");
                var peer = WebPeer.to(station.address())) {
            peer.request(WebPeer.HANDSHAKE + "Sec-WebSocket-Extensions: permessage-deflate\n");
            assertThat(peer.head())
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .containsIgnoringCase("\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                    .containsIgnoringCase("\r\nsec-websocket-protocol: sip\r\n")
                    .doesNotContainIgnoringCase("extensions");
            peer.text(message("WS x.invalid;branch=z9hG4bKone", "lamp"));
            assertThat(startLine(peer.next(WebPeer.TEXT).text())).isEqualTo("SIP/2.0 200 OK");
            assertThat(next(station.flows).transport()).isEqualTo(Transport.WS);
        }
    }

    /** RFC 6455 §4.1: a browser ends a connection whose protocol is none that it has offered, to the message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sip                                    | sip
            SIP                                    | SIP
            chat, Sip                              | Sip
            chat/Sec-WebSocket-Protocol: sip       | sip
            chat,x/Sec-WebSocket-Protocol: y , SIP | SIP
            sip/Sec-WebSocket-Protocol: chat       | sip
            ,sip,                                  | sip
            """)
    @Tag("7118-4.1-01")
    void subprotocolIsRepeatedAsOffered(String offers, String named) {
        try (var station = Station.on("ws:127.0.0.1:0");
                var peer = WebPeer.to(station.address())) {
            peer.request(WebPeer.HANDSHAKE.replace("chat, sip", offers.replace("/", "\n")));
            assertThat(peer.head().replaceAll("(?i)sec-websocket-protocol", "protocol"))
                    .startsWith("HTTP/1.1 101 ")
                    .contains("\r\nprotocol: " + named + "\r\n");
            peer.text(message("WS x.invalid;branch=z9hG4bKone", "lamp"));
            assertThat(startLine(peer.next(WebPeer.TEXT).text())).isEqualTo("SIP/2.0 200 OK");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /           | POST /           | 405 | expected GET
            HTTP/1.1        | HTTP/1.0         | 400 | expected HTTP/1.1
            GET /           | MESSAGE sip:bob@ | 405 | expected GET
            GET             | GET/             | 400 | expected a request of HTTP/1.1
            Host: example   | X: example       | 400 | expected one Host
            Upgrade: web    | X: web           | 426 | this port serves SIP over WebSocket (RFC 7118), not web pages
            keep-alive, Upg | keep-alive, X    | 426 | expected Upgrade: websocket
            Version: 13     | Version: 8       | 426 | Sec-WebSocket-Version: expected 13
            nonce           | nonce            | 426 | Sec-WebSocket-Version: expected 13
            NhbXBsZSBub25j  | NhbXBsZSBu       | 400 | Sec-WebSocket-Key: expected one of 16 octets in Base64
            dGhl            | !!!!             | 400 | Sec-WebSocket-Key
            Socket-Key: d   | X: d             | 400 | Sec-WebSocket-Key
            chat, sip       | chat, sips       | 400 | Sec-WebSocket-Protocol: expected sip among those that are offered
            Socket-Protocol | X                | 400 | Sec-WebSocket-Protocol: expected sip
            """)
    @Tag("7118-4.1-01")
    void invalidHandshakeIsRefusedWithAReason(String what, String instead, int code, String sentence) {
        String request = what.equals("nonce")
                ? WebPeer.HANDSHAKE.replace("Version: 13", "Version: 13\nSec-WebSocket-Version: 8")
                : WebPeer.HANDSHAKE.replace(what, instead);
        try (var station = Station.on("ws:127.0.0.1:0");
                var peer = WebPeer.to(station.address())) {
            peer.request(request);
            assertThat(peer.untilEnd())
                    .startsWith("HTTP/1.1 " + code + ' ')
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .contains(sentence);
            assertThat(station.requests).isEmpty();
        }
    }

    @Test
    void browserWithoutUpgradeGets426WithAnExplanation() {
        try (var station = Station.on("ws:127.0.0.1:0");
                var peer = WebPeer.to(station.address())) {
            peer.request("GET / HTTP/1.1\nHost: x\n");
            assertThat(peer.untilEnd())
                    .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
                    .containsIgnoringCase("\r\nupgrade: websocket\r\n")
                    .endsWith(
                            "\r\n\r\nthis port serves SIP over WebSocket (RFC 7118), not web pages: expected Upgrade: websocket.\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET /, 5000, 414", "Host: , 20000, 431"})
    void tooLongHandshakeIsRefused(String where, int length, int code) {
        try (var station = Station.on("ws:127.0.0.1:0");
                var peer = WebPeer.to(station.address())) {
            peer.request(WebPeer.HANDSHAKE.replace(where, where + "x".repeat(length)));
            assertThat(peer.untilEnd()).startsWith("HTTP/1.1 " + code + ' ');
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org, 101",
        "https://example.com, 403",
        "null, 403",
        "https://example.org.evil.example, 403",
    })
    void foreignOriginIsRefused(String origin, int code) {
        try (var station = Station.with(Station.settings("ws:127.0.0.1:0")
                        .with(EndpointSettings::web)
                        .of(HERE_ONLY));
                var peer = WebPeer.to(station.address())) {
            peer.request(WebPeer.HANDSHAKE + "Origin: " + origin + "\n");
            assertThat(peer.head()).startsWith("HTTP/1.1 " + code + ' ');
        }
    }

    @Test
    void twoOriginsAreRefusedAndAMissingOneIsAccepted() {
        try (var station = Station.with(Station.settings("ws:127.0.0.1:0")
                        .with(EndpointSettings::web)
                        .of(HERE_ONLY));
                var two = WebPeer.to(station.address());
                var none = WebPeer.to(station.address())) {
            two.request(WebPeer.HANDSHAKE + "Origin: https://example.org\nOrigin: https://example.com\n");
            assertThat(two.head()).startsWith("HTTP/1.1 403 ");
            none.request(WebPeer.HANDSHAKE);
            assertThat(none.head()).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void handshakeThatIsNotFinishedInTimeGets408() {
        try (var station = Station.with(within(Duration.ofSeconds(2)));
                var silent = WebPeer.to(station.address());
                var slow = WebPeer.to(station.address())) {
            slow.raw("GET / HTTP/1.1\r\nHost".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(silent.untilEnd()).startsWith("HTTP/1.1 408 ");
            assertThat(slow.untilEnd()).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void handshakeTimeoutDoesNotApplyToAnOpenWebSocket() {
        try (var station = Station.with(within(Duration.ofSeconds(2)));
                var peer = WebPeer.open(station.address());
                var late = WebPeer.to(station.address())) {
            assertThat(late.untilEnd()).startsWith("HTTP/1.1 408 ");
            peer.text(message("WS x.invalid;branch=z9hG4bKone", "lamp"));
            assertThat(startLine(peer.next(WebPeer.TEXT).text())).isEqualTo("SIP/2.0 200 OK");
        }
    }

    @Test
    @Tag("7118-5.1-01")
    void webSocketOverTlsIsWss(@TempDir Path folder) {
        var authority = new TestAuthority("authority");
        TlsSettings tls = authority.server(folder);
        Path trust = authority.file(folder);
        try (var station = Station.with(Station.settings("wss:127.0.0.1:0")
                        .with(EndpointSettings::tls)
                        .of(Optional.of(tls)));
                var peer = WebPeer.over(TestTls.connect(station.address(), trust))) {
            peer.text(message("WSS x.invalid;branch=z9hG4bKone", "lamp"));
            assertThat(startLine(peer.next(WebPeer.TEXT).text())).isEqualTo("SIP/2.0 200 OK");
            var flow = next(station.flows);
            assertThat(flow.transport()).isEqualTo(Transport.WSS);
            station.ask(flow, "z9hG4bKout");
            assertThat(Texts.header(peer.next(WebPeer.TEXT).text(), "Via")).startsWith("SIP/2.0/WSS ");
            station.endpoint.close();
            assertThat(peer.next(WebPeer.CLOSE).status()).isEqualTo(1001);
        }
    }

    @Test
    void wssListenerWithoutCertificateIsRefused() {
        assertThatThrownBy(() -> Station.on("wss:127.0.0.1:0"))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("wss:127.0.0.1:0: expected a certificate and its key");
    }
}
