package io.aldis.agent.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.AgentEvents;
import io.aldis.agent.Message;
import io.aldis.agent.MessageId;
import io.aldis.agent.account.RandomIds;
import io.aldis.net.Flow;
import io.aldis.net.Listen;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.net.endpoint.EndpointUser;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.HeaderName;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.Transport;
import io.aldis.sip.Uri;
import io.aldis.sip.locate.NextHop;
import io.aldis.sip.transaction.ServerTransaction;
import io.aldis.sip.transaction.Timers;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Failover between the next hops of a request (RFC 3263 §4.3). */
class NextHopsTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    /** For who is never answered; 64*T1 is less than a busy machine may need for an answer. */
    private static final Timers SHORT = new Timers(Duration.ofMillis(5), Duration.ofMillis(40), Duration.ofMillis(50));

    private SipEndpoint endpoint = open(Timers.DEFAULT);
    private HopSelector hops = new HopSelector(endpoint);

    private static SipEndpoint open(Timers timers) {
        return SipEndpoint.open(
                EndpointSettings.of(List.of(
                                new Listen(Transport.UDP, "127.0.0.1", 0), new Listen(Transport.TCP, "127.0.0.1", 0)))
                        .with(EndpointSettings::timers)
                        .of(timers),
                _ -> new Nobody());
    }

    private void hurry() {
        endpoint.close();
        endpoint = open(SHORT);
        hops = new HopSelector(endpoint);
    }

    private static final class Nobody implements EndpointUser {
        @Override
        public void request(ServerTransaction<Flow> transaction) {
            transaction.answer(transaction.request().answer(Status.of(500), "t").build());
        }

        @Override
        public void ack(SipRequest ack, Flow flow) {
            // nobody sends one
        }
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    private static NextHop peer(int port, Transport transport) {
        return new NextHop(transport, new InetSocketAddress(LOOPBACK, port), "127.0.0.1", "127.0.0.1");
    }

    private static NextHop peer(ScriptedPeer peer) {
        return peer(peer.port(), Transport.UDP);
    }

    private Reply send(NextHop... next) {
        var request = new MessageRequest(Message.text("sip:bob@example.com", "Hello"), Instant.EPOCH);
        var sequence = new AtomicLong();
        RequestDraft draft = request.draft(
                new MessageId("m1"),
                NameAddr.of(Uri.parse("sip:alice@example.com")).withTag("t"),
                sequence::incrementAndGet,
                RequestDraft.Routing.of(RouteSet.NONE),
                1300);
        var ids = new RandomIds();
        var sender = new SendContext.Sender(new AuthSessions("alice", Optional.empty(), ids), Optional.empty());
        var context = new SendContext(endpoint, hops, ids, sender, new AgentEvents() {});
        var reply = new CompletableFuture<Reply>();
        endpoint.execute(() -> new RequestExchange(context, draft, reply::complete)
                .start(draft, hops.sorted(List.of(next)), () -> {}));
        return reply.join();
    }

    private static int code(Reply reply) {
        return ((Reply.Answered) reply).response().code();
    }

    @Test
    @Tag("3261-8.1.2-02")
    void refusedConnectionIsFollowedByTheNextHopWithAnotherBranch() throws IOException {
        try (var nobody = new Socket();
                var second = ScriptedPeer.udp().thenAnswer(200)) {
            nobody.bind(new InetSocketAddress(LOOPBACK, 0)); // has the port and does not listen
            assertThat(code(send(peer(nobody.getLocalPort(), Transport.TCP), peer(second))))
                    .isEqualTo(200);
            assertThat(second.heard().header(HeaderName.CSEQ)).isEqualTo("1 MESSAGE");
        }
    }

    @Test
    @Tag("3261-21.5.4-01")
    @Tag("3261-21.5.4-02")
    void hopWith503IsSkippedAndNotTriedAgainUntilRetryAfter() throws IOException {
        try (var first = ScriptedPeer.udp().thenAnswer(503, "Retry-After: 60");
                var second = ScriptedPeer.udp().thenAnswer(200).thenAnswer(202)) {
            assertThat(code(send(peer(first), peer(second)))).isEqualTo(200);
            assertThat(first.heard().header(HeaderName.VIA))
                    .isNotEqualTo(second.heard().header(HeaderName.VIA));
            assertThat(code(send(peer(first), peer(second)))).isEqualTo(202);
            assertThat(first.unheard()).isZero();
        }
    }

    /** The same server by another way is the same server. */
    @Test
    void hopWith503OverTcpIsNotTriedOverUdp() throws IOException {
        try (var both = ScriptedPeer.both().thenAnswer(503).thenAnswer(200)) {
            assertThat(code(send(peer(both.port(), Transport.TCP), peer(both)))).isEqualTo(503);
            both.heard();
            assertThat(both.unheard()).isZero();
        }
    }

    /** It may have arrived: the same message twice is worse than a message that is known to be lost. */
    @Test
    @Tag("4321-1.3-01")
    void silentHopIsNotSkippedAndIsTriedLastNextTime() throws IOException {
        hurry();
        try (var silent = ScriptedPeer.udp();
                var second = ScriptedPeer.udp()) {
            assertThat(send(peer(silent), peer(second))).isInstanceOf(Reply.Silence.class);
            assertThat(second.unheard()).isZero();
            silent.heard();
            send(peer(silent), peer(second));
            second.heard();
            assertThat(silent.unheard()).isZero();
        }
    }
}
