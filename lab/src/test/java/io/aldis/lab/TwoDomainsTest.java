package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentBuilder;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import io.aldis.agent.Registration;
import io.aldis.net.Listen;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.server.Account;
import io.aldis.server.Domains;
import io.aldis.server.Foreign;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.server.runtime.MemoryStore;
import io.aldis.server.runtime.Server;
import io.aldis.server.runtime.Stores;
import io.aldis.sip.Aor;
import io.aldis.sip.Transport;
import io.aldis.store.sql.FreePort;
import io.aldis.testkit.ScriptedPeer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers of two domains that locate each other by a name server. */
class TwoDomainsTest {
    private static final Foreign OPEN = Foreign.DEFAULT
            .with(Foreign::to)
            .of(Domains.ALL)
            .with(Foreign::from)
            .of(Domains.ALL)
            .with(Foreign::hideUsers)
            .of(false);

    @TempDir
    Path folder;

    private Server home;
    private Server away;
    private @Nullable NameServer nsd;
    private int port;
    private final BlockingQueue<IncomingMessage> bobs = new LinkedBlockingQueue<>();
    private Agent bob;

    @BeforeEach
    void open() throws Exception {
        Peers.need("nsd");
        // The servers are there before the name server, which needs their ports; they ask it when they are asked.
        port = FreePort.any();
        home = server("a.test", "alice", port);
        away = server("b.test", "bob", port);
        bob = Agent.builder()
                .address("sip:bob@b.test")
                .password("bob")
                .server("127.0.0.1:" + udp(away))
                .onMessage(bobs::add)
                .open();
        assertThat(bob.register()).isInstanceOf(Registration.Bound.class);
    }

    /** The records of b.test, {@code {away}} its server's port. */
    private void names(String records) {
        String zone = records.replace("{away}", Integer.toString(udp(away)))
                .replace("{nobody}", Integer.toString(FreePort.any()));
        nsd = NameServer.start(folder, port, Map.of("a.test", "", "b.test", zone));
    }

    private static Server server(String domain, String user, int nameServer) throws Exception {
        var store = new MemoryStore();
        byte[] hash = MessageDigest.getInstance("MD5")
                .digest((user + ':' + domain + ':' + user).getBytes(StandardCharsets.UTF_8));
        store.put(
                new Account(new Aor(user, domain), Map.of("MD5", HexFormat.of().formatHex(hash))));
        return Server.start(
                ServerSettings.of(List.of(domain)).with(ServerSettings::foreign).of(OPEN),
                EndpointSettings.of(List.of(Listen.parse("udp:127.0.0.1:0"), Listen.parse("tcp:127.0.0.1:0")))
                        .with(EndpointSettings::dns)
                        .of(EndpointSettings.asking(List.of(new InetSocketAddress("127.0.0.1", nameServer)))),
                new Stores(store, store, store, Optional.empty()),
                ServerEvents.NONE);
    }

    private static int udp(Server server) {
        return server.bound().stream()
                .filter(bound -> bound.transport() == Transport.UDP)
                .findFirst()
                .orElseThrow()
                .address()
                .getPort();
    }

    @AfterEach
    void close() {
        for (AutoCloseable each : new AutoCloseable[] {bob, nsd, home, away}) if (each != null) closed(each);
    }

    private static void closed(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private AgentBuilder alice() {
        return Agent.builder().address("sip:alice@a.test").password("alice");
    }

    private AgentBuilder aliceAtHome() {
        return alice().server("127.0.0.1:" + udp(home));
    }

    private IncomingMessage heard() throws InterruptedException {
        IncomingMessage heard = bobs.poll(20, TimeUnit.SECONDS);
        assertThat(heard).isNotNull();
        return heard;
    }

    @Test
    @Tag("3428-1-05")
    @Tag("3861-5-01")
    @Tag("3861-6-01")
    @Tag("3860-3.2.1-01")
    @Tag("3428-5-07")
    void serverLocatesAnImUriOfAnotherDomain() throws Exception {
        names("""
                _im._sip IN SRV 10 0 {nobody} dead
                _im._sip IN SRV 20 0 {away} gateway
                dead     IN A 127.0.0.1
                gateway  IN A 127.0.0.1
                """);
        try (var alice = aliceAtHome().open()) {
            assertThat(alice.send(Message.text("im:bob@b.test", "over there"))).isInstanceOf(Outcome.Delivered.class);
            assertThat(heard().from()).hasToString("sip:alice@a.test");
        }
    }

    @Test
    @Tag("3428-1-05")
    void serverLocatesASipUriOfAnotherDomain() throws Exception {
        names("""
                @         IN NAPTR 10 10 "s" "SIP+D2T" "" _sip._tcp
                @         IN NAPTR 10 20 "s" "SIP+D2U" "" _sip._udp
                _sip._tcp IN SRV 10 0 {nobody} proxy
                _sip._udp IN SRV 10 0 {away} proxy
                proxy     IN A 127.0.0.1
                """);
        try (var alice = aliceAtHome().open()) {
            assertThat(alice.send(Message.text("sip:bob@b.test", "over there"))).isInstanceOf(Outcome.Delivered.class);
            heard();
        }
    }

    /** As it leaves the agent: a server of ours would turn im: into sip: itself. */
    @Test
    @Tag("3428-5-02")
    void requestUriForAnImUriIsASipUri() throws Exception {
        try (var gateway = ScriptedPeer.udp().thenAnswer(200)) {
            names("_im._sip IN SRV 10 0 %d gateway\ngateway  IN A 127.0.0.1\n".formatted(gateway.port()));
            var own = Agent.builder().address("sip:carol@c.test").listen(Listen.parse("udp:127.0.0.1:0"));
            try (var carol =
                    own.nameServers(new InetSocketAddress("127.0.0.1", port)).open()) {
                assertThat(carol.send(Message.text("im:bob@b.test", "by myself")))
                        .isInstanceOf(Outcome.Delivered.class);
                assertThat(gateway.heard().text()).startsWith("MESSAGE sip:bob@b.test SIP/2.0\r\n");
            }
        }
    }

    @Test
    @Tag("3428-5-05")
    @Tag("3861-5-01")
    void agentWithoutServerLocatesAnImUri() throws Exception {
        names("""
                _im._sip IN SRV 10 0 {away} gateway
                gateway  IN A 127.0.0.1
                """);
        var own = Agent.builder().address("sip:carol@c.test").listen(Listen.parse("udp:127.0.0.1:0"));
        var asking = new InetSocketAddress("127.0.0.1", port);
        try (var carol = own.nameServers(asking).open()) {
            assertThat(carol.send(Message.text("im:bob@b.test", "by myself"))).isInstanceOf(Outcome.Delivered.class);
            var heard = heard();
            assertThat(heard.from()).hasToString("sip:carol@c.test");
            assertThat(heard.request().uri().text()).startsWith("sip:");
        }
    }

    @Test
    void imUriOfTheOwnServerIsDelivered() throws Exception {
        try (var carol = Agent.builder()
                .address("sip:carol@c.test")
                .server("127.0.0.1:" + udp(away))
                .open()) {
            assertThat(carol.send(Message.text("im:bob@b.test", "hello"))).isInstanceOf(Outcome.Delivered.class);
            heard();
        }
    }

    @Test
    @Tag("3860-3.4.1-01")
    void unknownDomainGets404WithItsName() {
        names("");
        try (var alice = aliceAtHome().open()) {
            assertThat(alice.send(Message.text("im:bob@nobody.b.test", "anybody?")))
                    .isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                        assertThat(refused.status()).isEqualTo(404);
                        assertThat(refused.reason()).isEqualTo("No Server of nobody.b.test Found");
                    });
        }
    }
}
