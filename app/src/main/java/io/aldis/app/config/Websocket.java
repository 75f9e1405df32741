package io.aldis.app.config;

import io.aldis.net.Origins;
import io.aldis.net.WebSettings;
import io.aldis.server.Cidr;
import io.aldis.sip.settings.Setting;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Settings of WebSocket listeners.
 */
public record Websocket(
        @Setting(
                value = "usual",
                doc = "The pages whose scripts may connect to a `ws` or `wss` listener, by their Origin")
        List<PageOrigin> origins,

        @Setting(
                value = "30s",
                least = "1s",
                most = "1h",
                why = "after so much silence a ping is sent",
                doc = "Silence after which a ping is sent on a WebSocket")
        Duration ping) {
    private static final PageOrigin ALL = new PageOrigin("all");
    private static final PageOrigin USUAL = new PageOrigin("usual");

    public Websocket {
        origins = List.copyOf(origins);
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
