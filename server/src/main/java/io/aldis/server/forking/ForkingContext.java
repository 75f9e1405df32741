package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.Endpoint;
import io.aldis.server.Branches;
import io.aldis.server.Device;
import io.aldis.server.DialogSeals;
import io.aldis.server.Redirections;
import io.aldis.server.ServerSettings;
import io.aldis.sip.locate.Setbacks;
import io.aldis.sip.transaction.Timers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/** What all forks and branches share. For the event loop. */
final class ForkingContext {
    /** Limit on connecting to a phone that registered for UDP; the rest of the wait is for UDP. */
    private static final Duration TCP_AT_ALL = Duration.ofSeconds(2);

    private final Endpoint endpoint;
    private final ServerSettings settings;
    private final Branches branches;
    private final DialogSeals seals;
    private final Resolver resolver;
    private final Redirections redirections;
    private final TcpRefusals refusals;
    private final TcpRefusals absences;
    private final SilentPeerBreaker breaker;
    private final Underway underway;
    private Consumer<Device> silentListener = _ -> {};
    private final Setbacks setbacks = new Setbacks(InstantSource.system());

    ForkingContext(
            Endpoint endpoint, ServerSettings settings, ForkMarks marks, Resolver resolver, Redirections redirections) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.branches = marks.branches();
        this.seals = marks.seals();
        this.resolver = resolver;
        this.redirections = redirections;
        this.refusals = new TcpRefusals(endpoint.wheel(), TcpRefusals.KEEP);
        this.absences = new TcpRefusals(endpoint.wheel(), TcpRefusals.BRIEFLY);
        this.breaker = new SilentPeerBreaker(endpoint.wheel());
        this.underway = new Underway(endpoint.wheel());
    }

    Endpoint endpoint() {
        return endpoint;
    }

    ServerSettings settings() {
        return settings;
    }

    Timers timers() {
        return endpoint.transactions().timers();
    }

    TcpRefusals refusals() {
        return refusals;
    }

    /** Addresses of TCP phones that could not be connected to just now. */
    TcpRefusals absences() {
        return absences;
    }

    Underway underway() {
        return underway;
    }

    SilentPeerBreaker breaker() {
        return breaker;
    }

    /** Next hops that failed lately, or asked for a pause (Retry-After). */
    Setbacks setbacks() {
        return setbacks;
    }

    /** A connection to a UDP phone, with a short limit on connecting, since the sender waits. */
    Flow connection(InetSocketAddress phone) {
        return endpoint.connection(phone, TCP_AT_ALL);
    }

    Branches branches() {
        return branches;
    }

    DialogSeals seals() {
        return seals;
    }

    Resolver resolver() {
        return resolver;
    }

    Redirections redirections() {
        return redirections;
    }

    void onSilent(Consumer<Device> listener) {
        silentListener = listener;
    }

    /** The device has not answered a request which no {@link io.aldis.server.ForkListener} is told of. */
    void fellSilent(Device device) {
        silentListener.accept(device);
    }
}
