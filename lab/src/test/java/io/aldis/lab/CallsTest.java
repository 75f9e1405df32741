package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Agent;
import io.aldis.agent.AgentBuilder;
import io.aldis.agent.Call;
import io.aldis.agent.CallAnswer;
import io.aldis.agent.CallEnd;
import io.aldis.agent.Content;
import io.aldis.agent.IncomingCall;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Outcome;
import io.aldis.agent.Registration;
import io.aldis.store.sql.FreePort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages in calls between our agent and foreign phones, through {@code aldis serve}. baresip 1.0 accepts such a message but cannot send one;
 * SIPp does both.
 */
@Tag("3428-2-03")
@Tag("3261-12.1.1-01")
class CallsTest {
    /** An audio stream that neither side sends: nobody here speaks media. */
    private static final byte[] SDP = """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 6000 RTP/AVP 0
            a=rtpmap:0 PCMU/8000
            a=inactive
            """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);

    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final BlockingQueue<IncomingMessage> messages = new LinkedBlockingQueue<>();

    @TempDir
    Path folder;

    private AldisCommand.Server server() {
        var aldis = new AldisCommand(folder);
        aldis.addUser("alice", "wonderland");
        aldis.addUser("bob", "builder");
        return aldis.serve();
    }

    private Agent alice(String transport, AldisCommand.Server server) {
        AgentBuilder builder = Agent.builder()
                .address("sip:alice@example.com")
                .password("wonderland")
                .server("127.0.0.1:" + server.port(transport) + ";transport=" + transport)
                .onCall(this::take)
                .onMessage(messages::add);
        Agent alice = builder.open();
        assertThat(alice.register()).isInstanceOf(Registration.Bound.class);
        return alice;
    }

    private void take(IncomingCall incoming) {
        incoming.ring();
        incoming.accept(SDP).ifPresent(calls::add);
    }

    private static <T> T poll(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static Call taken(CallAnswer answer) {
        assertThat(answer).isInstanceOf(CallAnswer.Taken.class);
        return ((CallAnswer.Taken) answer).call();
    }

    // ---- baresip

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void agentCallsBaresipAndSendsMessagesInTheCall(String transport) throws Exception {
        try (var server = server();
                var bob = Baresip.startAnswering(
                                folder.resolve("bob"), "bob", "builder", transport, server.port(transport), "alice")
                        .registered();
                var alice = alice(transport, server)) {
            Call call = taken(alice.call("sip:bob@example.com", SDP));
            assertThat(new String(call.session().bytes(), StandardCharsets.US_ASCII))
                    .contains("m=audio");
            assertThat(call.send("inside the call")).isInstanceOf(Outcome.Delivered.class);
            bob.shows("inside the call");
            assertThat(call.isUp()).as("the call outlives its messages").isTrue();
            call.hangUp();
            assertThat(call.ended().get(20, TimeUnit.SECONDS)).isEqualTo(new CallEnd.ByUs());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void baresipCallsTheAgentWhichSendsMessagesInTheCall(String transport) throws Exception {
        try (var server = server();
                var bob = Baresip.start(
                                folder.resolve("bob"), "bob", "builder", transport, server.port(transport), "alice")
                        .registered();
                var alice = alice(transport, server)) {
            bob.dial("alice");
            Call call = poll(calls);
            assertThat(call.send("inside the call")).isInstanceOf(Outcome.Delivered.class);
            bob.shows("inside the call");
            bob.send("beside the call");
            assertThat(poll(messages).call()).as("baresip knows no other way").isEmpty();
            bob.hangUp();
            assertThat(call.ended().get(20, TimeUnit.SECONDS)).isEqualTo(new CallEnd.ByPeer());
            assertThat(alice.address().user()).isEqualTo("alice");
        }
    }

    // ---- SIPp

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    @Tag("3428-4-07")
    void sippCallsTheAgentAndBothSendMessagesInTheCall(String transport) throws Exception {
        try (var server = server();
                var alice = alice(transport, server)) {
            var sipp = new Sipp(folder, transport, server.port(transport));
            var phone = sipp.start(
                    "talk",
                    FreePort.any(),
                    Map.of("user", "bob", "password", "builder", "peer", "alice", "text", "from SIPp"));
            Call call = poll(calls);
            IncomingMessage message = poll(messages);
            assertThat(message.content()).isEqualTo(new Content.Text("from SIPp\r\n"));
            assertThat(message.call()).containsSame(call);
            assertThat(call.send("from the agent")).isInstanceOf(Outcome.Delivered.class);
            assertThat(call.ended().get(20, TimeUnit.SECONDS)).isEqualTo(new CallEnd.ByPeer());
            sipp.ended(phone);
            assertThat(alice.address().user()).isEqualTo("alice");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void agentCallsSippAndSendsMessagesInTheCall(String transport) throws Exception {
        try (var server = server();
                var alice = alice(transport, server)) {
            int port = FreePort.any();
            var sipp = new Sipp(folder, transport, server.port(transport));
            try (var phone = sipp.start("take", port, Map.of("user", "bob", "text", "from the agent"))) {
                sipp.register("bob", "builder", port);
                Call call = taken(alice.call("sip:bob@example.com", SDP));
                assertThat(call.send("from the agent")).isInstanceOf(Outcome.Delivered.class);
                call.hangUp();
                sipp.ended(phone);
            }
        }
    }
}
