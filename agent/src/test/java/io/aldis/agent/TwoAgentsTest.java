package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.Listen;
import io.aldis.sip.Transport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages between two agents without a server (RFC 3428 §3: "or directly between endpoints"). */
@Tag("3428-1-09")
class TwoAgentsTest {
    private final BlockingQueue<IncomingMessage> received = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @CsvSource({"UDP,127.0.0.1", "TCP,127.0.0.1", "UDP,[::1]", "TCP,[::1]"})
    @Tag("3428-1-02")
    void messageArrivesUnchanged(Transport transport, String host) throws InterruptedException {
        try (var bob = on(transport, host, "sip:bob@example.com")
                        .onMessage(received::add)
                        .open();
                var alice = on(transport, host, "sip:alice@example.com").open()) {
            int port = bob.bound().getFirst().address().getPort();
            String to = "sip:bob@" + host + ':' + port + ";transport=" + transport.parameter();
            assertThat(alice.send(Message.text(to, "从这里到那里 🚀"))).isInstanceOf(Outcome.Delivered.class);
            IncomingMessage message = received.poll(20, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(message.content()).isEqualTo(new Content.Text("从这里到那里 🚀"));
            assertThat(message.from().text()).isEqualTo("sip:alice@example.com");
        }
    }

    @ParameterizedTest
    @CsvSource({"UDP,127.0.0.1", "TCP,127.0.0.1", "UDP,[::1]", "TCP,[::1]"})
    @Tag("3428-2-03")
    @Tag("3428-4-06")
    @Tag("3428-4-07")
    void bothSidesOfACallSendMessagesInIt(Transport transport, String host) throws Exception {
        var taken = new LinkedBlockingQueue<Call>();
        try (var bob = on(transport, host, "sip:bob@example.com")
                        .onCall(in -> in.accept(Phone.SDP).ifPresent(taken::add))
                        .onMessage(received::add)
                        .open();
                var alice = on(transport, host, "sip:alice@example.com")
                        .onMessage(received::add)
                        .open()) {
            int port = bob.bound().getFirst().address().getPort();
            String to = "sip:bob@" + host + ':' + port + ";transport=" + transport.parameter();
            assertThat(alice.call(to, Phone.SDP)).isInstanceOfSatisfying(CallAnswer.Taken.class, answer -> {
                Call hers = answer.call();
                assertThat(hers.send("from her")).isInstanceOf(Outcome.Delivered.class);
                Call his = heard("from her");
                assertThat(his.send("from him")).isInstanceOf(Outcome.Delivered.class);
                assertThat(heard("from him")).isSameAs(hers);
                hers.hangUp();
                assertThat(hers.ended().join()).isEqualTo(new CallEnd.ByUs());
                assertThat(his.ended().orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(new CallEnd.ByPeer());
            });
            assertThat(taken).hasSize(1);
        }
    }

    /** @return the call that it came in */
    private Call heard(String text) {
        try {
            IncomingMessage message = received.poll(20, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(message.content()).isEqualTo(new Content.Text(text));
            return message.call().orElseThrow();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static AgentBuilder on(Transport transport, String host, String address) {
        return Agent.builder().address(address).listen(new Listen(transport, host, 0));
    }
}
