package io.aldis.agent;

import io.aldis.sip.Method;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import io.aldis.sip.Uri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a request goes next: to the server if there is one, else to the first of its route, else to the host of its target. Inside of
 * a dialog the way is the dialog's (RFC 3261 §8.1.2, §12.2.1.1).
 */
final class Pathfinder {
    private final Optional<Hop> server;

    Pathfinder(Optional<Hop> server) {
        this.server = server;
    }

    /** What was found. */
    sealed interface Way {
        /** Next hops in the order in which they are to be tried (RFC 3263 §4); at least one. */
        record Through(List<Peer> peers) implements Way {}

        record Nowhere(Failure why) implements Way {}
    }

    /** @param then hears the way, at once or on another thread */
    void find(Draft draft, Consumer<Way> then) {
        if (draft.target() instanceof SipUri sip && sip.secure()) {
            then.accept(notSecret(sip));
            return;
        }
        Optional<Hop> hop = draft.inside()
                .map(dialog -> Hop.of(dialog.nextHop()))
                .orElseGet(() -> server.or(() -> Hop.of(next(draft))));
        hop.ifPresentOrElse(known -> locate(draft, known, then), () -> then.accept(unreachable(draft)));
    }

    private static Uri next(Draft draft) {
        return draft.route().first().map(Uri.class::cast).orElse(draft.target());
    }

    private static Way notSecret(SipUri target) {
        String detail = "a sips: address asks for TLS on the whole way, and there is none here";
        return new Way.Nowhere(new Failure.NotTrusted(target.text(), detail));
    }

    private static Way unreachable(Draft draft) {
        return nowhere(draft, "expected a sip: address that UDP or TCP can reach, or a server for all others");
    }

    private static Way nowhere(Draft draft, String detail) {
        return new Way.Nowhere(new Failure.NoRoute(draft.target().text(), detail));
    }

    /** A name on a virtual thread: the resolver of the JDK waits. */
    private static void locate(Draft draft, Hop hop, Consumer<Way> then) {
        hop.literal()
                .ifPresentOrElse(
                        address -> then.accept(through(draft, hop, address)),
                        () -> Thread.startVirtualThread(() -> then.accept(resolved(draft, hop))));
    }

    private static Way resolved(Draft draft, Hop hop) {
        String name = hop.host().bareHost();
        try {
            return through(draft, hop, InetAddress.getByName(name));
        } catch (UnknownHostException _) {
            return nowhere(draft, "the name " + name + " has no address");
        }
    }

    /**
     * Where nobody has said which transport, a MESSAGE goes by TCP if it can (RFC 3428 §8), and by UDP where there is no TCP.
     * Everything else goes by UDP then (RFC 3263 §4.1).
     */
    private static Way through(Draft draft, Hop hop, InetAddress address) {
        boolean choice = !hop.asked()
                && draft.method().equals(Method.MESSAGE)
                && draft.inside().isEmpty();
        var peer = new Peer(new InetSocketAddress(address, hop.port()), hop.transport());
        return new Way.Through(choice ? List.of(peer.over(Transport.TCP), peer) : List.of(peer));
    }
}
