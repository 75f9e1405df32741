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
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.server.runtime.MemoryStore;
import io.aldis.server.runtime.Server;
import io.aldis.server.runtime.Stores;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An agent with several flows to a server, which break (RFC 5626), and its GRUUs (RFC 5627). */
class FlowsTest {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final BlockingQueue<IncomingMessage> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<Registration.Bound> bound = new LinkedBlockingQueue<>();
    private Server server;
    private Detour tcp;
    private Detour udp;
    private Agent alice;

    private <T extends AutoCloseable> T kept(T made) {
        open.addFirst(made);
        return made;
    }

    @BeforeEach
    void start() throws Exception {
        var store = new MemoryStore();
        for (String user : List.of("alice", "bob")) store.put(account(user));
        server = kept(Server.start(
                ServerSettings.of(List.of("example.com"))
                        .with(ServerSettings::registration)
                        .of(ServerSettings.Registration.DEFAULT
                                .with(ServerSettings.Registration::flowTimer)
                                .of(Duration.ofSeconds(2))),
                EndpointSettings.of(List.of(Listen.parse("udp:127.0.0.1:0"), Listen.parse("tcp:127.0.0.1:0"))),
                new Stores(store, store, store, Optional.empty()),
                ServerEvents.NONE));
        tcp = kept(Detour.tcp(address(Transport.TCP)));
        udp = kept(Detour.udp(address(Transport.UDP)));
        alice = kept(agent("alice").server(direct()).open());
    }

    private String direct() {
        return "127.0.0.1:" + address(Transport.UDP).getPort() + ";transport=udp";
    }

    private static Account account(String user) throws Exception {
        byte[] hash = MessageDigest.getInstance("MD5")
                .digest((user + ":example.com:" + user).getBytes(StandardCharsets.UTF_8));
        return new Account(
                new Aor(user, "example.com"), Map.of("MD5", HexFormat.of().formatHex(hash)));
    }

    private InetSocketAddress address(Transport transport) {
        return server.bound().stream()
                .filter(each -> each.transport() == transport)
                .findFirst()
                .orElseThrow()
                .address();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
    }

    private static AgentBuilder agent(String user) {
        return Agent.builder().address("sip:" + user + "@example.com").password(user);
    }

    private Agent bob(String... servers) {
        return kept(agent("bob")
                .server(servers)
                .onMessage(messages::add)
                .onRegistration(each -> {
                    if (each instanceof Registration.Bound known) bound.add(known);
                })
                .open());
    }

    private String overTcp() {
        return "127.0.0.1:" + tcp.port() + ";transport=tcp";
    }

    private String overUdp() {
        return "127.0.0.1:" + udp.port() + ";transport=udp";
    }

    private Registration.Bound bound() throws InterruptedException {
        Registration.Bound next = bound.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("a registration within 20 s").isNotNull();
        assertThat(next.outbound()).isTrue();
        return next;
    }

    private void reachesBob(String text) throws InterruptedException {
        reaches("sip:bob@example.com", text);
    }

    private void reaches(String whom, String text) throws InterruptedException {
        assertThat(alice.send(Message.text(whom, text))).isInstanceOf(Outcome.Delivered.class);
        IncomingMessage heard = messages.poll(20, TimeUnit.SECONDS);
        assertThat(heard).as("a message within 20 s").isNotNull();
        assertThat(heard.content()).hasToString(text);
    }

    @Test
    @Tag("5626-4.2.1-02")
    @Tag("5626-4.3-01")
    void messagesUseTheOtherFlowWhenOneIsGone() throws Exception {
        Agent bob = bob(overTcp(), overUdp());
        bob.register();
        bound();
        bound();
        reachesBob("by any");
        tcp.close();
        reachesBob("by the other");
        assertThat(bob.send(Message.text("sip:bob@example.com", "to myself"))).isInstanceOf(Outcome.Delivered.class);
        assertThat(messages.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(messages).as("nothing came twice").isEmpty();
    }

    @Test
    @Tag("5626-4.5-01")
    void cutConnectionIsReplaced() throws Exception {
        bob(overTcp()).register();
        bound();
        reachesBob("over the first");
        tcp.cut();
        bound();
        reachesBob("over the second");
    }

    @Test
    @Tag("5626-4.4.2-01")
    void lostNatMappingIsNoticed() throws Exception {
        bob(overUdp()).register();
        bound();
        reachesBob("by the first mapping");
        udp.cut();
        bound();
        reachesBob("by the second mapping");
    }

    @Test
    @Tag("5626-4.1-01")
    @Tag("5626-4.2.1-01")
    void agentIsTheSameDeviceAfterARestart() throws Exception {
        var instance = UUID.randomUUID();
        for (int i = 0; i < 2; i++)
            kept(agent("bob").server(direct()).instance(instance).open()).register(); // nothing is said when it ends
        Agent third = kept(agent("bob")
                .server(overTcp())
                .instance(instance)
                .onMessage(messages::add)
                .open());
        third.register();
        reachesBob("to one device");
    }

    @Test
    @Tag("5627-4.1-01")
    @Tag("5627-4.2-01")
    void gruuReachesItsDevice() throws Exception {
        var other = kept(agent("bob").server(direct()).onMessage(_ -> {}).open());
        other.register();
        Agent bob = bob(overTcp());
        bob.register();
        bound();
        SipUri lasting = bob.gruus().lasting().orElseThrow();
        assertThat(lasting.parameters().has("gr")).isTrue();
        assertThat(other.gruus().lasting()).isPresent().isNotEqualTo(bob.gruus().lasting());
        reaches(lasting.text(), "for this one");
        reaches(bob.gruus().temporary().orElseThrow().text(), "and nobody knows whose");
        bob.unregister();
        assertThat(bob.gruus().preferred()).isEmpty();
    }
}
