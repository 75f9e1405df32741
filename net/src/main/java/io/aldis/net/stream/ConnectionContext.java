package io.aldis.net.stream;

import io.aldis.net.Flusher;
import io.aldis.net.Inbound;
import io.aldis.net.NetSettings;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.transaction.TimerWheel;

/** What the connections of one endpoint share. */
@OnEventLoop
final class ConnectionContext {
    /** What the owner of the connections tells and hears. */
    interface Owner {
        /** Whether we have a client certificate to show to servers. */
        boolean hasCertificateForServers();

        /** The connection is closed for its users. */
        void ended(StreamFlow flow);
    }

    private final Flusher flusher;
    private final TimerWheel wheel;
    private final NetSettings settings;
    private final Inbound inbound;
    private final Owner owner;
    private final TlsFailureLog refusals = new TlsFailureLog();
    private final Budget budget;

    ConnectionContext(Flusher flusher, TimerWheel wheel, NetSettings settings, Inbound inbound, Owner owner) {
        this.flusher = flusher;
        this.wheel = wheel;
        this.settings = settings;
        this.inbound = inbound;
        this.owner = owner;
        this.budget = new Budget(flusher.loop(), settings.held());
    }

    Flusher flusher() {
        return flusher;
    }

    TimerWheel wheel() {
        return wheel;
    }

    NetSettings settings() {
        return settings;
    }

    Inbound inbound() {
        return inbound;
    }

    Owner owner() {
        return owner;
    }

    TlsFailureLog refusals() {
        return refusals;
    }

    Budget budget() {
        return budget;
    }
}
