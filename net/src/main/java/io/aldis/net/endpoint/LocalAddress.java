package io.aldis.net.endpoint;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;

/** Finds the address to advertise for a listener on a wildcard address, and explains why a bind failed. */
final class LocalAddress {
    private LocalAddress() {}

    /** The address itself, or for a wildcard the source address of the default route, found by a UDP connect that sends nothing. */
    static String toAdvertise(InetAddress listening) {
        if (!listening.isAnyLocalAddress()) return NetUtil.toAddressString(listening);
        String outside = listening instanceof Inet6Address ? "2001:db8::1" : "192.0.2.1";
        try (var probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(outside, 9));
            InetAddress local = probe.getLocalAddress();
            if (!local.isAnyLocalAddress()) return NetUtil.toAddressString(local);
        } catch (IOException | UncheckedIOException e) {
            return loopback(listening); // no route
        }
        return loopback(listening);
    }

    private static String loopback(InetAddress listening) {
        return listening instanceof Inet6Address ? "::1" : "127.0.0.1";
    }

    /** Whether a socket that is bound to this wildcard address reaches the peer: one of IPv6 is dual-stack. */
    static boolean reaches(InetAddress wildcard, InetAddress peer) {
        return wildcard instanceof Inet6Address || !(peer instanceof Inet6Address);
    }

    private static String advised(String reason) {
        return switch (reason) {
            case "Address already in use" -> reason + " (another program has it; ss -lntup says which)";
            case "Permission denied" -> reason + " (ports below 1024 need root or CAP_NET_BIND_SERVICE)";
            case "Cannot assign requested address" -> reason + " (not one of this machine; ip address lists them)";
            default -> reason;
        };
    }

    /** The system's reason with advice, without the name of the system call. */
    static String whyNot(IOException e) {
        if (e instanceof UnknownHostException) return "no such address";
        String message = Objects.requireNonNullElse(e.getMessage(), e.toString());
        int system = message.indexOf("): ");
        return advised(system < 0 ? message : message.substring(system + 3));
    }
}
