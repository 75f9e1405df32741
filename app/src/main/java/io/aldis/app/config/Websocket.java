package io.aldis.app.config;

import io.aldis.net.Origins;
import io.aldis.net.WebSettings;
import io.aldis.server.Cidr;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Settings of WebSocket listeners.
 *
 * @param origins of the pages that may connect, such as {@code https://chat.example.com}, or {@code all}; {@code usual} for all, but from
 *     trusted networks only pages whose host is the host that they connect to
 * @param ping silence after which a ping is sent
 */
public record Websocket(List<PageOrigin> origins, Duration ping) {
    private static final PageOrigin ALL = new PageOrigin("all");
    private static final PageOrigin USUAL = new PageOrigin("usual");

    public Websocket {
        origins = List.copyOf(origins);
        Bounds.of("websocket.ping", "after so much silence a ping is sent")
                .check(ping, Duration.ofSeconds(1), Duration.ofHours(1));
    }

    static Websocket usual() {
        return new Websocket(List.of(USUAL), WebSettings.DEFAULT.ping());
    }

    WebSettings settings(List<Cidr> trust) {
        return new WebSettings(rule(trust), ping);
    }

    private Origins rule(List<Cidr> trust) {
        if (origins.contains(ALL)) return Origins.ALL;
        return (origin, host, peer) -> origins.contains(new PageOrigin(origin.toLowerCase(Locale.ROOT)))
                || (origins.contains(USUAL) && (!isTrusted(trust, peer) || isFrom(origin, host)));
    }

    private static boolean isTrusted(List<Cidr> trust, InetAddress peer) {
        return trust.stream().anyMatch(network -> network.contains(peer));
    }

    /** Whether the page's host is the host that it connects to. Ports are ignored. */
    private static boolean isFrom(String origin, String host) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && withoutPort(origin.substring(scheme + 3)).equalsIgnoreCase(withoutPort(host));
    }

    private static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }
}
