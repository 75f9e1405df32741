package io.aldis.agent;

import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Transport;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Parses the servers and proxies that are given to an {@link AgentBuilder}. */
final class ServerText {
    private static final Set<Transport> TRANSPORTS = Set.of(Transport.UDP, Transport.TCP, Transport.TLS);

    private ServerText() {}

    /** @throws IllegalArgumentException when one is no {@code host[:port][;transport=udp|tcp|tls]}, or there twice */
    static List<SipUri> servers(String... hops) {
        List<SipUri> servers = Stream.of(hops).map(ServerText::server).toList();
        if (servers.stream().map(ServerText::place).distinct().count() < servers.size())
            throw new IllegalArgumentException("server: expected each once but was " + String.join(", ", hops));
        return servers;
    }

    private static SipUri server(String text) {
        boolean scheme = text.regionMatches(true, 0, "sip:", 0, 4);
        try {
            SipUri uri = SipUri.parse(scheme ? text : "sip:" + text);
            boolean known = !uri.parameters().has("transport")
                    || uri.transport().filter(TRANSPORTS::contains).isPresent();
            if (known && !uri.secure() && uri.user().isEmpty()) return uri;
        } catch (SyntaxException _) {
            // the exception is thrown below
        }
        throw new IllegalArgumentException(
                "server: expected host[:port][;transport=udp|tcp|tls] but was \"" + text + '"');
    }

    private static String place(SipUri server) {
        return server.hostPort().toString().toLowerCase(Locale.ROOT)
                + server.parameters().getOr("transport", "").toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for what is no {@code sip:} URI */
    static List<SipUri> route(String... proxies) {
        return Stream.of(proxies).map(ServerText::proxy).toList();
    }

    private static SipUri proxy(String text) {
        try {
            SipUri uri = SipUri.parse(text);
            if (!uri.secure() && uri.headers().isEmpty()) return uri;
        } catch (SyntaxException _) {
            // the exception is thrown below
        }
        throw new IllegalArgumentException("route: expected sip:host;lr but was \"" + text + '"');
    }

    static boolean isTls(SipUri server) {
        return server.transport().filter(Transport.TLS::equals).isPresent();
    }

    /** Whether the host is an address and no name. */
    static boolean isLiteral(SipUri uri) {
        try {
            InetAddress.ofLiteral(uri.hostPort().bareHost());
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
