package io.aldis.net.endpoint;

import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** Which of our addresses others can use, when the listener itself does not say. */
final class LocalAddress {
    private LocalAddress() {}

    /** The address itself, or for a wildcard that of the way out of this machine; nothing is sent to find it. */
    static String toAdvertise(InetAddress listening) {
        if (!listening.isAnyLocalAddress()) return withoutScope(listening.getHostAddress());
        String outside = listening instanceof Inet6Address ? "2001:db8::1" : "192.0.2.1";
        try (var probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(outside, 9));
            InetAddress local = probe.getLocalAddress();
            if (!local.isAnyLocalAddress()) return withoutScope(local.getHostAddress());
        } catch (SocketException | java.io.UncheckedIOException e) {
            return loopback(listening); // no way out: a machine of its own
        }
        return loopback(listening);
    }

    private static String loopback(InetAddress listening) {
        return listening instanceof Inet6Address ? "::1" : "127.0.0.1";
    }

    private static String withoutScope(String address) {
        int scope = address.indexOf('%');
        return scope < 0 ? address : address.substring(0, scope);
    }
}
