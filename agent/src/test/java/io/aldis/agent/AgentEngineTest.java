package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.net.Listen;
import io.aldis.sip.HeaderName;
import io.aldis.testkit.Heard;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several agents share the sockets of one engine. */
class AgentEngineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ScriptedPeer server;
    private AgentEngine engine;
    private int branches;

    @BeforeEach
    void open() throws IOException {
        server = ScriptedPeer.udp();
        engine = AgentEngine.builder()
                .listen(Listen.parse("udp:127.0.0.1:0"), Listen.parse("tcp:127.0.0.1:0"))
                .open();
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        server.close();
    }

    private AgentBuilder agent(String user) {
        return Agent.builder().engine(engine).address("sip:" + user).server(server.address());
    }

    private InetSocketAddress at() {
        return engine.bound().getFirst().address();
    }

    private String request(String method, String uri, String to, String text) {
        return """
            %1$s %2$s SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:%3$d;rport;branch=z9hG4bK%4$d
            Max-Forwards: 70
            From: <sip:peer@example.com>;tag=p
            To: <%5$s>
            Call-ID: c%4$d
            CSeq: 1 %1$s
            Content-Type: text/plain
            Content-Length: %6$d

            """.formatted(method, uri, server.port(), ++branches, to, text.length())
                        .replace("\n", "\r\n")
                + text;
    }

    private String answer(String method, String uri, String to, String text) throws IOException {
        server.send(at(), request(method, uri, to, text));
        return server.heard().text().lines().findFirst().orElseThrow();
    }

    private static String text(Inbox inbox) throws InterruptedException {
        return inbox.take(PATIENCE).orElseThrow().content().toString();
    }

    @Test
    void thousandAgentsShareOneSetOfSockets() throws Exception {
        int many = 1_000;
        var agents = new ArrayList<Agent>();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        for (int i = 0; i < many; i++) {
            server.thenBind(600);
            agents.add(agent("user" + i + "@example.com")
                    .messageHandler((agent, message) -> heard.add(agent.address() + " " + message.content()))
                    .open());
        }
        assertThat(agents.stream().map(Agent::bound).distinct()).containsExactly(engine.bound());
        assertThat(engine.agents()).hasSize(many);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Registration>> all = agents.stream()
                    .<Callable<Registration>>map(agent -> agent::register)
                    .toList();
            for (var each : threads.invokeAll(all)) assertThat(each.get()).isInstanceOf(Registration.Bound.class);
        }
        Map<String, String> contacts = new HashMap<>();
        for (int i = 0; i < many; i++) {
            Heard register = server.heard();
            contacts.put(
                    register.request().to().uri().text(),
                    register.header(HeaderName.CONTACT).replaceAll("^<([^>]+)>.*", "$1"));
        }
        assertThat(contacts).hasSize(many);
        for (int i = 0; i < many; i += 37) {
            String user = "sip:user" + i + "@example.com";
            assertThat(answer("MESSAGE", contacts.getOrDefault(user, ""), user, "to " + i))
                    .isEqualTo("SIP/2.0 200 OK");
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(user + " to " + i);
        }
        for (int i = 0; i < many; i++) server.thenAnswer(200);
    }

    @Test
    void requestIsDeliveredToTheAgentOfItsAddress() throws Exception {
        Inbox alice = agent("alice@example.com").open().inbox();
        Inbox bob = agent("bob@example.com").open().inbox();
        assertThat(answer("MESSAGE", "sip:bob@192.0.2.1", "sip:bob@example.com", "1"))
                .isEqualTo("SIP/2.0 200 OK");
        assertThat(answer("MESSAGE", "sip:alice@192.0.2.1", "sip:alice@example.com", "2"))
                .isEqualTo("SIP/2.0 200 OK");
        assertThat(text(bob)).isEqualTo("1");
        assertThat(text(alice)).isEqualTo("2");
    }

    @Test
    void domainDecidesBetweenAgentsOfTheSameUser() throws Exception {
        Inbox one = agent("alice@one.example").open().inbox();
        Inbox two = agent("alice@two.example").open().inbox();
        answer("MESSAGE", "sip:alice@two.example", "sip:x@y", "by its URI");
        answer("MESSAGE", "sip:alice@192.0.2.1", "sip:alice@two.example", "by To");
        answer("MESSAGE", "sip:alice@one.example", "sip:alice@two.example", "by its URI, and not by To");
        assertThat(text(two)).isEqualTo("by its URI");
        assertThat(text(two)).isEqualTo("by To");
        assertThat(text(one)).isEqualTo("by its URI, and not by To");
    }

    @Test
    void requestForNoAgentGets404AndOptionsOfTheHostGets200() throws IOException {
        agent("alice@example.com").open();
        agent("bob@example.com").open();
        assertThat(answer("MESSAGE", "sip:eve@example.com", "sip:eve@example.com", "x"))
                .isEqualTo("SIP/2.0 404 Not Found");
        assertThat(answer("OPTIONS", "sip:127.0.0.1", "sip:127.0.0.1", "")).isEqualTo("SIP/2.0 200 OK");
    }

    @Test
    void engineWithoutAgentsAnswers480() throws IOException {
        assertThat(answer("MESSAGE", "sip:bob@example.com", "sip:bob@example.com", "x"))
                .isEqualTo("SIP/2.0 480 Temporarily Unavailable");
    }

    @Test
    void closedAgentDoesNotAffectTheOthers() throws Exception {
        Agent alice = agent("alice@example.com").open();
        Agent bob = agent("bob@example.com").open();
        Inbox inbox = bob.inbox();
        alice.close();
        assertThat(engine.agents()).containsExactly(bob);
        assertThat(alice.send(Message.text("sip:bob@example.com", "too late")))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isEqualTo(new Failure.Closed()));
        assertThat(alice.register()).isInstanceOf(Registration.Unheard.class);
        assertThat(alice.call("sip:bob@example.com", Phone.SDP)).isInstanceOf(CallAnswer.Failed.class);
        assertThat(answer("MESSAGE", "sip:alice@example.com", "sip:alice@example.com", "x"))
                .isEqualTo("SIP/2.0 404 Not Found");
        answer("MESSAGE", "sip:bob@example.com", "sip:bob@example.com", "still here");
        assertThat(text(inbox)).isEqualTo("still here");
        server.thenAnswer(200);
        assertThat(bob.send(Message.text("sip:alice@example.com", "out"))).isInstanceOf(Outcome.Delivered.class);
        assertThat(server.heard().text()).startsWith("MESSAGE ");
    }

    @Test
    void agentsOfOneEngineSendToEachOther() throws Exception {
        Agent alice = agent("alice@example.com").open();
        Inbox inbox = agent("bob@example.com").open().inbox();
        var direct =
                Agent.builder().engine(engine).address("sip:carol@example.com").open();
        String bob = "sip:bob@127.0.0.1:" + at().getPort() + ";transport=udp";
        assertThat(direct.send(Message.text(bob, "on one socket"))).isInstanceOf(Outcome.Delivered.class);
        assertThat(text(inbox)).isEqualTo("on one socket");
        assertThat(alice.address()).hasToString("sip:alice@example.com");
    }

    @Test
    void challengeOfOneAgentIsNotReusedByAnother() throws IOException {
        Agent alice = agent("alice@example.com").password("a").open();
        Agent bob = agent("bob@example.com").password("b").open();
        for (int i = 0; i < 2; i++)
            server.thenAnswer(407, ScriptedPeer.challenge("Proxy-Authenticate", "n" + i, ""))
                    .thenAnswer(200);
        for (Agent each : List.of(alice, bob)) {
            assertThat(each.send(Message.text("sip:carol@example.com", ""))).isInstanceOf(Outcome.Delivered.class);
            assertThat(server.heard().text()).doesNotContain("Proxy-Authorization");
            assertThat(server.heard().header(HeaderName.PROXY_AUTHORIZATION))
                    .contains("username=\"" + each.address().user() + '"');
        }
    }

    @Test
    void agentOfAnEngineMayNotSetItsOwnSockets() {
        AgentBuilder builder = agent("alice@example.com").listen(Listen.parse("udp:127.0.0.1:0"));
        assertThatThrownBy(builder::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("engine: expected listen, advertise, trust and nameServers of the engine");
    }

    @Test
    void closedEngineOpensNoAgent() {
        engine.close();
        AgentBuilder builder = agent("alice@example.com");
        assertThatThrownBy(builder::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The engine is closed");
    }
}
