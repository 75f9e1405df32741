package io.aldis.agent.runtime;

import io.aldis.agent.send.ServerAddress;
import io.aldis.net.Listen;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;

/**
 * Default listeners of an engine: on the loopback address when the servers are there, so that no other machine can connect, else on all
 * addresses, advertising the local address that is used towards the first other server.
 */
final class DefaultListeners {
    private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress ANY6 = InetAddress.ofLiteral("::");

    private DefaultListeners() {}

    /** Blocks for a DNS look-up when a server has a name. */
    static EndpointSettings towards(List<ServerAddress> servers) {
        List<InetAddress> facing =
                servers.stream().flatMap(hop -> facing(hop).stream()).toList();
        if (facing.isEmpty()) return on(ANY);
        InetAddress local = facing.stream()
                .filter(each -> !each.isLoopbackAddress())
                .findFirst()
                .orElse(facing.getFirst());
        if (local.isLoopbackAddress()) return on(local);
        return on(local instanceof Inet6Address ? ANY6 : ANY)
                .with(EndpointSettings::advertised)
                .of(Optional.of(digits(local)));
    }

    private static EndpointSettings on(InetAddress address) {
        String host = HostPort.of(digits(address), 1).host();
        return EndpointSettings.of(List.of(new Listen(Transport.UDP, host, 0), new Listen(Transport.TCP, host, 0)));
    }

    /** The local address that is used towards that host; no packet is sent. */
    private static Optional<InetAddress> facing(ServerAddress hop) {
        var peer = new InetSocketAddress(hop.host().bareHost(), hop.port());
        if (peer.isUnresolved()) return Optional.empty();
        try (var probe = new DatagramSocket()) {
            probe.connect(peer);
            return Optional.of(probe.getLocalAddress()).filter(local -> !local.isAnyLocalAddress());
        } catch (SocketException | UncheckedIOException _) {
            return Optional.empty(); // no route now; perhaps later
        }
    }

    /** Without the scope of a link-local address. */
    private static String digits(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
