package io.aldis.net.web;

import io.aldis.net.Origins;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a request must be to become a WebSocket for SIP (RFC 6455 §4.2.1, RFC 7118 §4.1). */
final class UpgradeRequest {
    private static final String VERSION = "13";
    private static final int NONCE = 16;

    private UpgradeRequest() {}

    /**
     * A response that refuses the handshake.
     *
     * @param sentence what was expected, for the body of the response
     * @param more additional header fields of the response
     */
    record Refusal(HttpResponseStatus status, String sentence, Map<CharSequence, String> more) {
        Refusal(int status, String sentence) {
            this(HttpResponseStatus.valueOf(status), sentence, Map.of());
        }
    }

    /** Checks the request of a handshake. @return the refusal, or empty when the request is valid */
    static Optional<Refusal> wrong(FullHttpRequest request, Origins origins, InetAddress peer) {
        if (request.decoderResult().isFailure())
            return refused(unreadable(request.decoderResult().cause()));
        HttpHeaders headers = request.headers();
        if (!request.method().equals(HttpMethod.GET))
            return refused(new Refusal(
                    HttpResponseStatus.METHOD_NOT_ALLOWED, "expected GET", Map.of(HttpHeaderNames.ALLOW, "GET")));
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) return refused(400, "expected HTTP/1.1");
        if (headers.getAll(HttpHeaderNames.HOST).size() != 1) return refused(400, "expected one Host");
        if (!names(headers, HttpHeaderNames.UPGRADE, "websocket")
                || !names(headers, HttpHeaderNames.CONNECTION, "upgrade"))
            return refused(new Refusal(
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "this port serves SIP over WebSocket (RFC 7118), not web pages: expected Upgrade: websocket",
                    Map.of(HttpHeaderNames.UPGRADE, "websocket")));
        return notWebSocket(headers).or(() -> notSip(headers)).or(() -> fromElsewhere(headers, origins, peer));
    }

    private static Optional<Refusal> notWebSocket(HttpHeaders headers) {
        if (!headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION).equals(List.of(VERSION)))
            return refused(new Refusal(
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "Sec-WebSocket-Version: expected 13",
                    Map.of(HttpHeaderNames.UPGRADE, "websocket", HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION)));
        return isNonce(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY))
                ? Optional.empty()
                : refused(400, "Sec-WebSocket-Key: expected one of 16 octets in Base64");
    }

    private static boolean isNonce(List<String> keys) {
        try {
            return keys.size() == 1
                    && Base64.getDecoder().decode(keys.getFirst().strip()).length == NONCE;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static Optional<Refusal> notSip(HttpHeaders headers) {
        return sip(headers).isPresent()
                ? Optional.empty()
                : refused(400, "Sec-WebSocket-Protocol: expected sip among those that are offered");
    }

    /** The offered subprotocol {@code sip}, on any header line, spelled as in the request: the client expects that spelling (RFC 6455 §4.1). */
    static Optional<String> sip(HttpHeaders headers) {
        return headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .filter("sip"::equalsIgnoreCase)
                .findFirst();
    }

    private static Optional<Refusal> fromElsewhere(HttpHeaders headers, Origins origins, InetAddress peer) {
        List<String> from = headers.getAll(HttpHeaderNames.ORIGIN);
        boolean allowed = from.isEmpty()
                || (from.size() == 1 && origins.allows(from.getFirst(), headers.get(HttpHeaderNames.HOST, ""), peer));
        return allowed ? Optional.empty() : refused(403, "Origin: pages of that origin may not connect");
    }

    private static boolean names(HttpHeaders headers, CharSequence name, String value) {
        return headers.containsValue(name, value, true);
    }

    private static Refusal unreadable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                new Refusal(414, "expected a request line of at most " + WebCarrier.LINE + " octets");
            case TooLongHttpHeaderException _ ->
                new Refusal(431, "expected header lines of at most " + WebCarrier.HEAD + " octets");
            case TooLongFrameException _ -> new Refusal(413, "expected no body");
            default -> new Refusal(400, "expected a request of HTTP/1.1");
        };
    }

    private static Optional<Refusal> refused(int status, String sentence) {
        return refused(new Refusal(status, sentence));
    }

    private static Optional<Refusal> refused(Refusal refusal) {
        return Optional.of(refusal);
    }
}
