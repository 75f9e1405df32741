package io.aldis.server.house;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** All addresses under which our listeners are reached: a phone may have any of them in its Route. */
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

    private static List<InetAddress> ofThisMachine() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of(); // what is advertised must do
        }
    }

    private static String withoutZone(InetAddress host) {
        String text = host.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
