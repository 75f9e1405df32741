package io.aldis.server.runtime;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All addresses under which the listeners are reached: the Route of a phone may have any of them. */
final class Addresses {
    private Addresses() {}

    static List<HostPort> of(List<SipEndpoint.Bound> listeners) {
        var found = new ArrayList<HostPort>();
        for (SipEndpoint.Bound listener : listeners) {
            found.add(listener.sentBy());
            InetSocketAddress bound = listener.address();
            List<InetAddress> hosts =
                    bound.getAddress().isAnyLocalAddress() ? ofThisMachine() : List.of(bound.getAddress());
            for (InetAddress host : hosts) found.add(HostPort.of(withoutZone(host), bound.getPort()));
        }
        return found;
    }

    /** Every address of this machine, IPv6 in brackets, and its host name. */
    static List<String> andNames() {
        var found = new ArrayList<String>();
        for (InetAddress each : ofThisMachine())
            found.add(HostPort.of(withoutZone(each), 5060).host());
        name().ifPresent(found::add);
        return found;
    }

    /** The host name, read from /proc: the JDK's lookup may query the DNS and block. */
    private static Optional<String> name() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            return name.isEmpty() ? Optional.empty() : Optional.of(name);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<InetAddress> ofThisMachine() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of(); // the advertised addresses remain
        }
    }

    private static String withoutZone(InetAddress host) {
        String text = host.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
