package io.aldis.net.endpoint;

import io.aldis.net.Listen;
import io.aldis.net.NetSettings;
import io.aldis.net.Trace;
import io.aldis.sip.transaction.Timers;
import io.aldis.sip.transaction.Transactions;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * How an endpoint is opened.
 *
 * @param listen where; at least one
 * @param advertised the host for our Via and Record-Route; by default the address of the listener, and for a wildcard
 *     address that of the machine's way out
 * @param trace sees all messages; by default nobody
 * @param nameServers whom {@link SipEndpoint#dns} asks; by default those of the system
 */
public record EndpointSettings(
        List<Listen> listen,
        Optional<String> advertised,
        NetSettings net,
        Timers timers,
        Transactions.Capacity capacity,
        Optional<Trace> trace,
        List<InetSocketAddress> nameServers) {
    public EndpointSettings {
        listen = List.copyOf(listen);
        nameServers = List.copyOf(nameServers);
        if (listen.isEmpty())
            throw new IllegalArgumentException("listen: expected at least one listener but there is none");
    }

    public static EndpointSettings of(List<Listen> listen) {
        return new EndpointSettings(
                listen,
                Optional.empty(),
                NetSettings.DEFAULT,
                Timers.DEFAULT,
                Transactions.Capacity.DEFAULT,
                Optional.empty(),
                List.of());
    }

    public EndpointSettings withTimers(Timers other) {
        return new EndpointSettings(listen, advertised, net, other, capacity, trace, nameServers);
    }

    public EndpointSettings withNet(NetSettings other) {
        return new EndpointSettings(listen, advertised, other, timers, capacity, trace, nameServers);
    }

    public EndpointSettings withAdvertised(String host) {
        return new EndpointSettings(listen, Optional.of(host), net, timers, capacity, trace, nameServers);
    }

    public EndpointSettings withTrace(Trace all) {
        return new EndpointSettings(listen, advertised, net, timers, capacity, Optional.of(all), nameServers);
    }

    /** @param servers resolved addresses, tried in this order; those of the system when there are none */
    public EndpointSettings withNameServers(List<InetSocketAddress> servers) {
        return new EndpointSettings(listen, advertised, net, timers, capacity, trace, servers);
    }
}
