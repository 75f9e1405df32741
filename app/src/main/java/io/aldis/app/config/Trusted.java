package io.aldis.app.config;

import io.aldis.net.Listen;
import io.aldis.server.Cidr;
import io.aldis.sip.Transport;
import io.aldis.sip.settings.Form;
import java.util.List;
import java.util.Optional;

/** A source whose requests need no credentials: a network or a listener. */
@Form("a network such as 192.0.2.0/24, or a listener such as tcp:10.0.0.1:5060 (not ws or wss)")
public sealed interface Trusted {
    /** Requests from an address in this network. */
    record Network(Cidr cidr) implements Trusted {
        @Override
        public String toString() {
            return cidr.toString();
        }
    }

    /** Requests that arrive at this listener; it must be one of {@code listen}. Not WebSockets: a browser runs scripts of any page. */
    record Listener(Listen listen) implements Trusted {
        public Listener {
            if (listen.transport() == Transport.WS || listen.transport() == Transport.WSS)
                throw new IllegalArgumentException(
                        "trust: a browser runs scripts of any page, so ws and wss listeners cannot be trusted");
        }

        @Override
        public String toString() {
            return listen.toString();
        }
    }

    /** {@code 192.0.2.0/24}, or a listener such as {@code tcp:10.0.0.1:5060}. @throws IllegalArgumentException for other text */
    static Trusted parse(String text) {
        return isListener(text) ? new Listener(Listen.parse(text)) : new Network(Cidr.parse(text));
    }

    private static boolean isListener(String text) {
        for (Transport each : Transport.values())
            if (text.regionMatches(
                    true, 0, each.parameter() + ':', 0, each.parameter().length() + 1)) return true;
        return false;
    }

    /** The networks among them. */
    static List<Cidr> networks(List<Trusted> all) {
        return all.stream()
                .flatMap(each -> each instanceof Network(Cidr cidr)
                        ? Optional.of(cidr).stream()
                        : Optional.<Cidr>empty().stream())
                .toList();
    }

    /** The listeners among them. */
    static List<Listen> listeners(List<Trusted> all) {
        return all.stream()
                .flatMap(each -> each instanceof Listener(Listen listen)
                        ? Optional.of(listen).stream()
                        : Optional.<Listen>empty().stream())
                .toList();
    }
}
