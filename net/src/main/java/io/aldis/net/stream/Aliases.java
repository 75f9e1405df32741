package io.aldis.net.stream;

import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * TLS connections that came in and serve requests of ours too (RFC 5923 §8.2): their peer wants that, and has shown a certificate for
 * the domain that such a request is for. For the event loop.
 */
final class Aliases {
    private record Alias(InetSocketAddress address, String domain) {}

    private final Map<Alias, StreamFlow> flows = new HashMap<>();
    /** One for each, so that a peer cannot make us hold more than its certificate has names. */
    private final Map<StreamFlow, InetSocketAddress> addresses = new HashMap<>();

    /** @param sentBy what the peer has written into the Via of a request; its address is that of the connection */
    void add(StreamFlow flow, HostPort sentBy) {
        if (!flow.open() || flow.identities().isEmpty() || flow.listener().isEmpty()) return;
        var address = new InetSocketAddress(flow.remote().getAddress(), sentBy.portOr(Transport.TLS.defaultPort()));
        if (address.equals(addresses.get(flow))) return;
        forget(flow);
        addresses.put(flow, address);
        for (String domain : flow.identities()) flows.put(new Alias(address, domain), flow);
    }

    /** @param domain that is asked for, in lower case */
    Optional<StreamFlow> find(InetSocketAddress address, String domain) {
        return Optional.ofNullable(flows.get(new Alias(address, domain)));
    }

    void forget(StreamFlow flow) {
        InetSocketAddress address = addresses.remove(flow);
        if (address == null) return;
        for (String domain : flow.identities()) flows.remove(new Alias(address, domain), flow);
    }
}
