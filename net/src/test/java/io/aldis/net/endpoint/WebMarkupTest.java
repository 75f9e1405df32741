package io.aldis.net.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses on the WebSocket port contain no markup of the request. */
class WebMarkupTest {
    private static final String MARK = "<script>alert(1)</script>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /X HTTP/1.1\nHost: x\n",
                "GET /X HTTP/9.9\nHost: x\n",
                "X / HTTP/1.1\nHost: x\n",
                "GET / X\nHost: x\n",
                "GET / HTTP/1.1\nHost: X\nHost: X\n",
                "GET / HTTP/1.1\nHost: X\nOrigin: X\nX: X\n",
                "GET / HTTP/1.1\nHost: x\nUpgrade: X\nConnection: X\n",
                "GET / HTTP/1.1\nHost: x\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: X\n",
                "GET / HTTP/1.1\nHost: x\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: X\n",
                "GET / HTTP/1.1\nHost: x\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Protocol: X\n"
            })
    void refusalIsPlainTextWithoutMarkup(String request) {
        try (var station = Station.on("ws:127.0.0.1:0");
                var peer = WebPeer.to(station.address())) {
            peer.request(request.replace("X", MARK));
            assertThat(peer.untilEnd())
                    .startsWith("HTTP/1.1 4")
                    .containsIgnoringCase("\r\ncontent-type: text/plain;charset=utf-8\r\n")
                    .doesNotContain("<", ">");
        }
    }
}
