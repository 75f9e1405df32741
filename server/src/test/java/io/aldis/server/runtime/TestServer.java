package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.net.Listen;
import io.aldis.net.TlsSettings;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.server.Account;
import io.aldis.server.BindingStore;
import io.aldis.server.DigestUsernames;
import io.aldis.server.Domains;
import io.aldis.server.Foreign;
import io.aldis.server.MailStores;
import io.aldis.server.MessagePolicy;
import io.aldis.server.RateLimits;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.server.TrailStore;
import io.aldis.sip.Aor;
import io.aldis.sip.digest.Algorithm;
import io.aldis.sip.locate.Dns;
import io.aldis.sip.transaction.Timers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A running server of example.com and example.org on loopback, with phones; alice and bob have accounts with their names as
 * passwords. When it is closed no request may be left waiting.
 */
final class TestServer implements AutoCloseable {
    /** Turns nobody away because he sends much, or because the machine stood still for a moment: who wants that says so. */
    static final RateLimits PATIENT = new RateLimits(
            1_000_000,
            1_000_000,
            1_000_000,
            1_000_000,
            1_000_000,
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofSeconds(5));

    /** Strangers may come in, and hear what the devices answer. */
    static final Foreign OPEN = Foreign.DEFAULT
            .with(Foreign::from)
            .of(Domains.ALL)
            .with(Foreign::hideUsers)
            .of(false);

    static final ServerSettings SETTINGS = ServerSettings.of(List.of("example.com", "example.org"))
            .with(ServerSettings::rateLimits)
            .of(PATIENT)
            .with(ServerSettings::foreign)
            .of(OPEN);
    /** Everybody on loopback is let in without credentials, and may register whom he likes. */
    static final ServerSettings TRUSTING = SETTINGS.with(ServerSettings::trust)
            .by(it -> it.in(address -> true))
            .with(ServerSettings::openRegistration)
            .of(true);

    private static final EndpointSettings LISTENERS =
            EndpointSettings.of(List.of(Listen.parse("udp:127.0.0.1:0"), Listen.parse("tcp:127.0.0.1:0")));
    /** Timeouts of 64*T1 take 3.2 s instead of 32 s; a sender hears 100 after that time too. */
    private static final Timers QUICK =
            new Timers(Duration.ofMillis(50), Duration.ofMillis(3200), Duration.ofMillis(50));

    final MemoryStore store;
    final Server server;

    private TestServer(ServerSettings settings, EndpointSettings listeners, MemoryStore store) {
        this(settings, listeners, store, store);
    }

    private TestServer(ServerSettings settings, EndpointSettings listeners, MemoryStore store, BindingStore bindings) {
        this.store = store;
        for (String user : List.of("alice", "bob")) store.put(account(user, "example.com", user));
        this.server = Server.start(
                settings, listeners, new Stores(store, bindings, store, Optional.empty()), Extensions.NONE);
    }

    private TestServer(
            ServerSettings settings,
            EndpointSettings listeners,
            MemoryStore store,
            Stores stores,
            Extensions extensions) {
        this.store = store;
        for (String user : List.of("alice", "bob")) store.put(account(user, "example.com", user));
        this.server = Server.start(settings, listeners, stores, extensions);
    }

    /** With mailboxes and short timers; what the stores hold is there already. */
    static TestServer keeping(ServerSettings settings, MemoryStore store, MailStores mail) {
        return watched(settings, store, mail, ServerEvents.NONE);
    }

    /** The same, with somebody who watches. */
    static TestServer watched(ServerSettings settings, MemoryStore store, MailStores mail, ServerEvents events) {
        var stores = new Stores(store, store, store, Optional.of(mail));
        return new TestServer(
                settings,
                LISTENERS.with(EndpointSettings::timers).of(QUICK),
                store,
                stores,
                new Extensions(events, List.of()));
    }

    /** With mailboxes, short timers, a DNS of the test's own, and a trail. */
    static TestServer tracked(ServerSettings settings, Dns dns, MemoryStore store, MailStores mail, TrailStore trail) {
        var stores = new Stores(store, store, store, Optional.of(mail), Optional.of(trail));
        return new TestServer(
                settings,
                LISTENERS
                        .with(EndpointSettings::timers)
                        .of(QUICK)
                        .with(EndpointSettings::dns)
                        .of(dns),
                store,
                stores,
                Extensions.NONE);
    }

    /** With mailboxes, short timers, a trail, and policies of the operator. */
    static TestServer extended(ServerSettings settings, Stores stores, List<MessagePolicy.Limited> policies) {
        return new TestServer(
                settings,
                LISTENERS.with(EndpointSettings::timers).of(QUICK),
                (MemoryStore) stores.accounts(),
                stores,
                new Extensions(ServerEvents.NONE, policies));
    }

    static TestServer open(ServerSettings settings) {
        return new TestServer(settings, LISTENERS, new MemoryStore());
    }

    /** T1 and T4 are 20 ms. */
    static Timers timers(int t2) {
        return new Timers(Duration.ofMillis(20), Duration.ofMillis(t2), Duration.ofMillis(20));
    }

    static TestServer timed(ServerSettings settings, Timers timers) {
        return new TestServer(settings, LISTENERS.with(EndpointSettings::timers).of(timers), new MemoryStore());
    }

    /** With short timers: for what waits for a timeout. */
    static TestServer quick(ServerSettings settings) {
        return timed(settings, QUICK);
    }

    /** With short timers and a listener for WebSockets beside the others. */
    static TestServer quickForBrowsers(ServerSettings settings) {
        return new TestServer(settings, withWs().with(EndpointSettings::timers).of(QUICK), new MemoryStore());
    }

    private static EndpointSettings withWs() {
        var listeners = new ArrayList<>(LISTENERS.listen());
        listeners.add(Listen.parse("ws:127.0.0.1:0"));
        return EndpointSettings.of(listeners);
    }

    static TestServer with(ServerSettings settings, MemoryStore store) {
        return new TestServer(settings, LISTENERS, store);
    }

    static TestServer with(ServerSettings settings, BindingStore bindings) {
        return new TestServer(settings, LISTENERS, new MemoryStore(), bindings);
    }

    /** With a DNS of the test's own. */
    static TestServer asking(Dns dns, ServerSettings settings) {
        return new TestServer(settings, LISTENERS.with(EndpointSettings::dns).of(dns), new MemoryStore());
    }

    /** With a listener for TLS beside the others, and a DNS of the test's own. */
    static TestServer secure(Dns dns, ServerSettings settings, TlsSettings tls) {
        var listeners = new ArrayList<>(LISTENERS.listen());
        listeners.add(Listen.parse("tls:127.0.0.1:0"));
        var all = EndpointSettings.of(listeners)
                .with(EndpointSettings::dns)
                .of(dns)
                .with(EndpointSettings::tls)
                .of(Optional.of(tls));
        return new TestServer(settings, all, new MemoryStore());
    }

    /** With mailboxes and a listener for WebSockets. */
    static TestServer forBrowsers(ServerSettings settings, MailStores mail) {
        var store = new MemoryStore();
        var stores = new Stores(store, store, store, Optional.of(mail));
        return new TestServer(settings, withWs(), store, stores, Extensions.NONE);
    }

    /** With mailboxes and short timers, and with listeners for TLS and WebSockets beside the others. */
    static TestServer keepingOverTls(ServerSettings settings, MemoryStore store, MailStores mail, TlsSettings tls) {
        var listeners = new ArrayList<>(withWs().listen());
        listeners.add(Listen.parse("tls:127.0.0.1:0"));
        var all = EndpointSettings.of(listeners)
                .with(EndpointSettings::tls)
                .of(Optional.of(tls))
                .with(EndpointSettings::timers)
                .of(QUICK);
        return new TestServer(
                settings, all, store, new Stores(store, store, store, Optional.of(mail)), Extensions.NONE);
    }

    /** With that name in its Via. */
    static TestServer advertising(String name, ServerSettings settings) {
        return new TestServer(
                settings, LISTENERS.with(EndpointSettings::advertised).of(Optional.of(name)), new MemoryStore());
    }

    static TestServer listening(ServerSettings settings, String... listeners) {
        return new TestServer(
                settings,
                EndpointSettings.of(
                        List.of(listeners).stream().map(Listen::parse).toList()),
                new MemoryStore());
    }

    static Account account(String user, String domain, String password) {
        var aor = new Aor(user, domain);
        return new Account(aor, DigestUsernames.secrets(aor, password, List.of(Algorithm.MD5, Algorithm.SHA_256)));
    }

    static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** A UDP phone that is registered for that user by a REGISTER without credentials. */
    Phone phone(String user) {
        Phone phone = Phone.udp(server);
        register(phone, user, "<sip:" + user + "@{me}>");
        return phone;
    }

    /** Registers without credentials. */
    Heard register(Phone phone, String user, String contact) {
        phone.send(registerOf(user, contact));
        Heard answer = phone.hear();
        assertThat(answer.code()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    /** Takes that binding away. */
    void unregister(Phone phone, String user, String contact) {
        phone.send(registerOf(user, contact).replace("Expires: 600", "Expires: 0"));
        assertThat(phone.hear().code()).isEqualTo(200);
    }

    private static String registerOf(String user, String contact) {
        return """
            REGISTER sip:example.com SIP/2.0
            Via: SIP/2.0/{transport} {me};branch=z9hG4bKreg%s
            Max-Forwards: 70
            From: <sip:%s@example.com>;tag=r
            To: <sip:%s@example.com>
            Call-ID: %s-register@{me}
            CSeq: 1 REGISTER
            Contact: %s
            Expires: 600
            Content-Length: 0

            """.formatted(Long.toString(System.nanoTime(), 36), user, user, user, contact);
    }

    /** Waits until no request is waiting. */
    void settles() {
        until("no request waits", () -> server.waiting() == 0);
    }

    /** Waits until it is so, for as long as a phone waits for a message. */
    static void until(String what, Callable<Boolean> so) {
        await(what)
                .atMost(Duration.ofMillis(Phone.LONG))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(so);
    }

    @Override
    public void close() {
        try {
            settles();
        } finally {
            server.close();
        }
    }
}
