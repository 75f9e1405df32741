package io.aldis.lab;

import io.aldis.net.Listen;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.server.Account;
import io.aldis.server.MailStores;
import io.aldis.server.RateLimits;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.server.runtime.Server;
import io.aldis.server.runtime.Stores;
import io.aldis.sip.Aor;
import io.aldis.sip.transaction.Timers;
import io.aldis.store.sql.SqlStore;
import io.aldis.store.sql.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole server of example.com on SQLite for tests that restart it; alice and bob have accounts and alice has a phone. Everybody on
 * loopback is trusted. A transaction ends after 3.2 s, and no request is refused because the machine stood still.
 */
abstract class ServerOnSqlite {
    static final Aor BOB = Aor.parse("sip:bob@example.com");

    @TempDir
    private Path folder;

    SqlStore store;
    WirePhone alice;
    private Server server;

    /** Changes what {@link #usual} has. */
    abstract ServerSettings settings(ServerSettings usual);

    ServerEvents events() {
        return ServerEvents.NONE;
    }

    private static ServerSettings usual() {
        return ServerSettings.of(List.of("example.com"))
                .with(ServerSettings::trust)
                .by(it -> it.in(address -> true))
                .with(ServerSettings::openRegistration)
                .of(true)
                .with(ServerSettings::rateLimits)
                .of(RateLimits.DEFAULT.with(RateLimits::delay).of(Duration.ofHours(1)));
    }

    @BeforeEach
    void open() {
        serve();
        alice = new WirePhone(udp());
    }

    private void serve() {
        store = SqliteStore.open(folder);
        for (String user : List.of("alice", "bob"))
            store.accounts().put(new Account(new Aor(user, "example.com"), Map.of()));
        Duration t1 = Duration.ofMillis(50);
        server = Server.start(
                settings(usual()),
                EndpointSettings.of(List.of(Listen.parse("udp:127.0.0.1:0")))
                        .with(EndpointSettings::timers)
                        .of(new Timers(t1, Duration.ofMillis(3200), t1)),
                new Stores(
                        store.accounts(),
                        store.bindings(),
                        store.changes(),
                        Optional.of(new MailStores(store.devices(), store.mailboxes()))),
                events());
    }

    int udp() {
        return server.bound().getFirst().address().getPort();
    }

    private void end() {
        server.close();
        store.close();
    }

    /** Ends in order, and begins again with what is on disk. */
    void restart(WirePhone... phones) {
        end();
        serve();
        alice.calls(udp());
        for (WirePhone phone : phones) phone.calls(udp());
    }

    @AfterEach
    void close() {
        alice.close();
        end();
    }

    /** Bob's device with that instance, registered. */
    WirePhone device(String name) {
        var phone = new WirePhone(udp());
        phone.register(name);
        return phone;
    }
}
