package io.aldis.agent.send;

import io.aldis.agent.Failure;
import io.aldis.im.ImUri;
import io.aldis.sip.Aor;
import io.aldis.sip.Method;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import io.aldis.sip.Uri;
import io.aldis.sip.locate.Location;
import io.aldis.sip.locate.Locator;
import io.aldis.sip.locate.NextHop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds the next hop of a request: our servers if there are any, else the first of its route, else the host of its target. Inside of a
 * dialog the first of the route of the dialog (RFC 3261 §8.1.2, §12.2.1.1). Safe for every thread.
 */
public final class NextHopFinder {
    private static final int MOST_LOCATED = 1_000;

    private final List<ServerAddress> servers;
    private final String home;
    private final Locator locator;
    /** Addresses of our servers that were found by name, with the domain that their certificate must be for. */
    private final Map<InetSocketAddress, String> located = new ConcurrentHashMap<>();

    /** @param home our own domain */
    public NextHopFinder(List<ServerAddress> servers, String home, Locator locator) {
        this.servers = servers;
        this.home = home;
        this.locator = locator;
    }

    /** The result. */
    public sealed interface Found {
        /**
         * Next hops in the order in which they are to be tried (RFC 3263 §4).
         *
         * @param draft the request; its target is sip: where the next hop of an im: address is known (RFC 3428 §5)
         * @param hops at least one
         */
        record Through(RequestDraft draft, List<NextHop> hops) implements Found {}

        record Nowhere(Failure why) implements Found {}
    }

    /** @param then called with the result, at once or on another thread */
    public void find(RequestDraft draft, Consumer<Found> then) {
        if (draft.target() instanceof SipUri sip && sip.secure() && !mayBeSecret(draft)) {
            then.accept(notSecret(sip));
            return;
        }
        boolean ours = servers.isEmpty() && draft.routing().inside().isEmpty();
        Optional<Aor> inbox = ours ? ImUri.toAor(next(draft)) : Optional.empty();
        if (inbox.isPresent()) {
            Thread.startVirtualThread(() -> then.accept(inbox(draft, inbox.get())));
            return;
        }
        locate(draft, hops(draft), then);
    }

    private List<ServerAddress> hops(RequestDraft draft) {
        if (draft.routing().inside().isPresent())
            return ServerAddress.of(draft.routing().inside().get().nextHop()).stream()
                    .toList();
        if (draft.routing().pinned().server().isPresent())
            return draft.routing().pinned().server().stream().toList();
        return servers.isEmpty() ? ServerAddress.of(next(draft)).stream().toList() : servers;
    }

    private static Uri next(RequestDraft draft) {
        return draft.routing().route().first().map(Uri.class::cast).orElse(draft.target());
    }

    /**
     * Whether a sips target is possible: for a message to a server over TLS only; other methods would need a sips Route and Contact (RFC
     * 5630 §5.1.1).
     */
    private boolean mayBeSecret(RequestDraft draft) {
        return draft.method().equals(Method.MESSAGE)
                && draft.routing().inside().isEmpty()
                && draft.routing().route().first().isEmpty()
                && !servers.isEmpty()
                && servers.stream().allMatch(hop -> hop.transport() == Transport.TLS);
    }

    private static Found notSecret(SipUri target) {
        String detail =
                "a sips: address asks for TLS on the whole way, which a message has by a server with transport=tls";
        return new Found.Nowhere(new Failure.NotTrusted(target.text(), detail));
    }

    private static Found unreachable(RequestDraft draft) {
        return nowhere(draft, "expected a sip: address that UDP or TCP can reach, or a server for all others", false);
    }

    private static Found nowhere(RequestDraft draft, String detail, boolean forNow) {
        return new Found.Nowhere(new Failure.NoRoute(draft.target().text(), detail, forNow));
    }

    /** Looks up names on a virtual thread, since the DNS may block. */
    private void locate(RequestDraft draft, List<ServerAddress> hops, Consumer<Found> then) {
        boolean known = hops.stream().allMatch(hop -> hop.literal().isPresent());
        if (known) then.accept(located(draft, hops));
        else Thread.startVirtualThread(() -> then.accept(located(draft, hops)));
    }

    /** The hops of all servers, in order; when there is none, the reason for the first. */
    private Found located(RequestDraft draft, List<ServerAddress> hops) {
        var found = hops.stream().map(hop -> located(draft, hop)).toList();
        var peers = found.stream()
                .flatMap(one ->
                        one instanceof Found.Through(RequestDraft _, var there) ? there.stream() : Stream.empty())
                .toList();
        if (!peers.isEmpty()) return new Found.Through(draft, peers);
        return found.stream().findFirst().orElseGet(() -> unreachable(draft));
    }

    private Found located(RequestDraft draft, ServerAddress hop) {
        return hop.literal()
                .<Found>map(address -> new Found.Through(draft, peers(draft, hop, address)))
                .orElseGet(() -> lookedUp(draft, hop));
    }

    private Found lookedUp(RequestDraft draft, ServerAddress hop) {
        return switch (locator.locate(hop.uri())) {
            case Location.Nowhere(var why, boolean forNow) -> nowhere(draft, why, forNow);
            case Location.Hops(var all) -> {
                var peers = all.stream()
                        .flatMap(next -> peers(draft, hop, next).stream())
                        .toList();
                if (servers.contains(hop)) remember(peers);
                yield new Found.Through(draft, peers);
            }
        };
    }

    private void remember(List<NextHop> peers) {
        if (located.size() > MOST_LOCATED) located.clear();
        for (NextHop peer : peers) if (peer.transport() == Transport.TLS) located.put(peer.address(), peer.domain());
    }

    /** RFC 3861: the next hop of an im: address; a configured server looks that up itself (docs/adr/0011). */
    private Found inbox(RequestDraft draft, Aor inbox) {
        return switch (locator.inboxes(inbox.domain())) {
            case Location.Nowhere(var why, boolean forNow) -> nowhere(draft, why, forNow);
            case Location.Hops(var all) -> new Found.Through(draft.towards(inbox.uri()), all);
        };
    }

    /** Transports in the DNS are obeyed; an address record says nothing about them. */
    private List<NextHop> peers(RequestDraft draft, ServerAddress hop, NextHop next) {
        boolean machine = next.name().equalsIgnoreCase(hop.host().bareHost());
        return machine ? peers(draft, hop, next.address().getAddress()) : List.of(next);
    }

    /**
     * The domain that the certificate must be for. A server that is configured by its address stands for our own domain. An address in a
     * Record-Route or Contact stands for the server that was located there, so that requests in a call reach the server that the call was
     * placed through.
     */
    private String domain(ServerAddress hop, InetSocketAddress address) {
        if (hop.literal().isEmpty()) return hop.host().bareHost();
        if (servers.stream().anyMatch(server -> server.isAt(address) && server.transport() == hop.transport()))
            return home;
        return located.getOrDefault(address, hop.host().bareHost());
    }

    /**
     * Where no transport is asked for, a MESSAGE goes by TCP if it can (RFC 3428 §8), and by UDP where there is no TCP.
     * Everything else goes by UDP then (RFC 3263 §4.1).
     */
    private List<NextHop> peers(RequestDraft draft, ServerAddress hop, InetAddress address) {
        boolean choice = !hop.asked()
                && draft.method().equals(Method.MESSAGE)
                && draft.routing().inside().isEmpty();
        var at = new InetSocketAddress(address, hop.port());
        var peer = new NextHop(hop.transport(), at, hop.host().bareHost(), domain(hop, at));
        return choice ? List.of(peer.over(Transport.TCP), peer) : List.of(peer);
    }
}
