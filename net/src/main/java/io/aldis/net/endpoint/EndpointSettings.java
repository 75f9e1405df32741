package io.aldis.net.endpoint;

import io.aldis.net.Listen;
import io.aldis.net.NetSettings;
import io.aldis.net.TlsSettings;
import io.aldis.net.Trace;
import io.aldis.net.WebSettings;
import io.aldis.net.dns.CachedDns;
import io.aldis.net.dns.NameServers;
import io.aldis.sip.locate.Dns;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.transaction.Timers;
import io.aldis.sip.transaction.Transactions;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Settings of an endpoint.
 *
 * @param listen the listeners; at least one
 * @param advertised the host for our Via and Record-Route; by default the address of the listener, and for a wildcard
 *     address the source address of the default route
 * @param trace receives the octets of all messages; by default none
 * @param dns finds next hops by name; by default the name servers of the system, with a cache
 * @param tls certificates; by default there is no TLS
 * @param web settings of WebSockets
 */
public record EndpointSettings(
        List<Listen> listen,
        Optional<String> advertised,
        NetSettings net,
        Timers timers,
        Transactions.Capacity capacity,
        Optional<Trace> trace,
        Dns dns,
        Optional<TlsSettings> tls,
        WebSettings web)
        implements Settings<EndpointSettings> {
    public EndpointSettings {
        listen = List.copyOf(listen);
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
                asking(List.of()),
                Optional.empty(),
                WebSettings.DEFAULT);
    }

    /** A client of these name servers, with a cache. @param servers resolved addresses, tried in this order; when empty, those of the system */
    public static Dns asking(List<InetSocketAddress> servers) {
        return new CachedDns(new NameServers(servers), InstantSource.system());
    }
}
