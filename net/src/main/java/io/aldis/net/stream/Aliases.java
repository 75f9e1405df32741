package io.aldis.net.stream;

import io.aldis.sip.HostPort;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.Transport;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Accepted TLS connections that may be reused for our requests (RFC 5923 §8.2): the peer has asked for that with {@code alias} in its Via, and
 * its certificate is for the domain of the request.
 */
@OnEventLoop
final class Aliases {
    private record Alias(InetSocketAddress address, String domain) {}

    private final Map<Alias, StreamFlow> flows = new HashMap<>();
    /** One address per flow, so that a flow has at most one alias per domain of its certificate. */
    private final Map<StreamFlow, InetSocketAddress> addresses = new HashMap<>();

    /** Adds or replaces the alias of a flow. @param sentBy from the top Via of a request; only its port is used, the address is the flow's */
    void add(StreamFlow flow, HostPort sentBy) {
        if (!flow.open() || flow.identities().isEmpty() || flow.listener().isEmpty()) return;
        var address = new InetSocketAddress(flow.remote().getAddress(), sentBy.portOr(Transport.TLS.defaultPort()));
        if (address.equals(addresses.get(flow))) return;
        forget(flow);
        addresses.put(flow, address);
        for (String domain : flow.identities()) flows.put(new Alias(address, domain), flow);
    }

    /** @param domain of the request, in lower case */
    Optional<StreamFlow> find(InetSocketAddress address, String domain) {
        return Optional.ofNullable(flows.get(new Alias(address, domain)));
    }

    void forget(StreamFlow flow) {
        InetSocketAddress address = addresses.remove(flow);
        if (address == null) return;
        for (String domain : flow.identities()) flows.remove(new Alias(address, domain), flow);
    }
}
