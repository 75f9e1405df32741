package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentBuilder;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import io.aldis.agent.Registration;
import io.aldis.sip.NameAddr;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our agent and JAIN-SIP, an independent stack, exchange messages: through our server with digest authentication, and directly. */
class JainSipTest {
    private static final String TEXT = "你好, Grüße 🙂 und tschüß";

    @TempDir
    Path folder;

    private final BlockingQueue<IncomingMessage> heard = new LinkedBlockingQueue<>();

    private AldisCommand aldis() {
        var aldis = new AldisCommand(folder);
        aldis.addUser("alice", "wonderland");
        aldis.addUser("bob", "builder");
        return aldis;
    }

    private AgentBuilder agent(String transport, int port) {
        return Agent.builder()
                .address("sip:alice@example.com")
                .password("wonderland")
                .server("127.0.0.1:" + port + ";transport=" + transport)
                .onMessage(heard::add);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    @Tag("3428-1-15")
    @Tag("3428-1-16")
    @Tag("3428-1-09")
    void agentAndJainExchangeMessagesThroughTheServer(String transport) throws Exception {
        try (var server = aldis().serve();
                var bob = new JainPhone("bob", "builder", transport, server.port(transport));
                var alice = agent(transport, server.port(transport)).open()) {
            assertThat(bob.register().getStatusCode()).isEqualTo(200);
            assertThat(alice.register()).isInstanceOf(Registration.Bound.class);

            assertThat(alice.send(Message.text("sip:bob@example.com", TEXT))).isInstanceOf(Outcome.Delivered.class);
            var got = bob.hears();
            assertThat(JainPhone.text(got)).isEqualTo(TEXT);
            assertThat(got.getHeader("Contact")).isNull();

            var answer = bob.send("alice", "and back: " + TEXT);
            assertThat(answer.getStatusCode()).isEqualTo(200);
            assertThat(answer.getHeader("Contact")).isNull();
            assertThat(answer.getRawContent()).isNull();
            IncomingMessage back = next();
            assertThat(back.content()).hasToString("and back: " + TEXT);
            assertThat(back.from().text()).isEqualTo("sip:bob@example.com");
            assertThat(back.to().text()).isEqualTo("sip:alice@example.com");

            String reply = back.replyTo().map(NameAddr::uri).orElse(back.from()).text();
            assertThat(alice.send(Message.text(reply, "I see"))).isInstanceOf(Outcome.Delivered.class);
            assertThat(JainPhone.text(bob.hears())).isEqualTo("I see");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    @Tag("3428-1-09")
    void agentAndJainExchangeMessagesWithoutAServer(String transport) throws Exception {
        try (var alice = agent(transport, 5060).listen(Listening.on(transport)).open();
                var bob = new JainPhone("bob", "", transport, Listening.port(alice, transport))) {
            assertThat(bob.send("alice", TEXT).getStatusCode()).isEqualTo(200);
            assertThat(next().content()).hasToString(TEXT);
            try (var direct = Agent.builder().address("sip:alice@example.com").open()) {
                var there = Message.text(bob.contact(), TEXT);
                assertThat(direct.send(there)).isInstanceOf(Outcome.Delivered.class);
                assertThat(JainPhone.text(bob.hears())).isEqualTo(TEXT);
            }
        }
    }

    @Test
    void wrongPasswordOfJainIsRefused() throws Exception {
        try (var server = aldis().serve();
                var bob = new JainPhone("bob", "wrong", "udp", server.udp())) {
            assertThat(bob.register().getStatusCode()).isEqualTo(401);
            assertThat(bob.send("alice", "let me in").getStatusCode()).isEqualTo(407);
        }
    }

    private IncomingMessage next() throws InterruptedException {
        var message = heard.poll(20, TimeUnit.SECONDS);
        if (message == null) throw new AssertionError("the agent heard nothing");
        return message;
    }
}
