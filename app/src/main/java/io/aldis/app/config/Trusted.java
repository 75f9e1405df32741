package io.aldis.app.config;

import io.aldis.net.Listen;
import io.aldis.server.Cidr;
import io.aldis.sip.Transport;
import java.util.List;
import java.util.Optional;

/** Whose requests need no credentials: those in a network, or all who come in by a listener. */
public sealed interface Trusted {
    /** An address is in it. */
    record Network(Cidr cidr) implements Trusted {
        @Override
        public String toString() {
            return cidr.toString();
        }
    }

    /** One of {@code listen}. */
    record Listener(Listen listen) implements Trusted {
        public Listener {
            if (listen.transport() == Transport.WS || listen.transport() == Transport.WSS)
                throw new IllegalArgumentException("a browser there runs the pages of anybody");
        }

        @Override
        public String toString() {
            return listen.toString();
        }
    }

    /** {@code 192.0.2.0/24}, or a listener such as {@code tcp:10.0.0.1:5060}. @throws IllegalArgumentException when it is neither */
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
