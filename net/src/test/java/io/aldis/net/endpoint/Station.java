package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.octets;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.Flow;
import io.aldis.net.Listen;
import io.aldis.net.Pong;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.ServerTransaction;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An open endpoint whose user notes what it gets, and answers 200 unless it is told to keep still. */
final class Station implements EndpointUser, AutoCloseable {
    static final long PATIENCE = 20;

    final BlockingQueue<ServerTransaction<Flow>> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<Flow> flows = new LinkedBlockingQueue<>();
    final BlockingQueue<Flow> gone = new LinkedBlockingQueue<>();
    final BlockingQueue<Pong> pongs = new LinkedBlockingQueue<>();
    final AtomicInteger malformed = new AtomicInteger();
    final AtomicInteger stray = new AtomicInteger();
    final AtomicInteger retransmitted = new AtomicInteger();
    final BlockingQueue<Flow> opened = new LinkedBlockingQueue<>();
    final SipEndpoint endpoint;
    volatile boolean still;

    private Station(EndpointSettings settings) {
        this.endpoint = SipEndpoint.open(settings, opening -> this);
    }

    static EndpointSettings settings(String... listeners) {
        return EndpointSettings.of(
                List.of(listeners).stream().map(Listen::parse).toList());
    }

    static Station on(String... listeners) {
        return new Station(settings(listeners));
    }

    static Station with(EndpointSettings settings) {
        return new Station(settings);
    }

    @Override
    public void request(ServerTransaction<Flow> transaction) {
        requests.add(transaction);
        flows.add(transaction.origin());
        if (!still) ok(transaction);
    }

    static void ok(ServerTransaction<Flow> transaction) {
        transaction.answer(transaction.request().answer(Status.of(200), "b1").build());
    }

    @Override
    public void ack(SipRequest ack, Flow flow) {}

    @Override
    public void pong(Flow flow, Pong pong) {
        pongs.add(pong);
    }

    @Override
    public void retransmitted(SipRequest request, Flow flow) {
        retransmitted.incrementAndGet();
    }

    @Override
    public void malformed(Flow flow) {
        malformed.incrementAndGet();
    }

    @Override
    public void stray(Flow flow) {
        stray.incrementAndGet();
    }

    @Override
    public void opened(Flow flow) {
        opened.add(flow);
    }

    @Override
    public void closed(Flow flow) {
        gone.add(flow);
    }

    SipEndpoint.Bound bound(int index) {
        return endpoint.bound().get(index);
    }

    InetSocketAddress address() {
        return bound(0).address();
    }

    /** Does something on the loop and brings back what came of it. */
    <T> T onLoop(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, endpoint::execute)
                .orTimeout(PATIENCE, TimeUnit.SECONDS)
                .join();
    }

    Flow flow(Transport transport, InetSocketAddress peer) {
        return onLoop(() -> endpoint.flow(transport, peer).orElseThrow());
    }

    /** Sends a MESSAGE as a transaction of its own. */
    Asked ask(Flow flow, String branch) {
        String via = flow.transport().name() + ' ' + flow.sentBy() + ";branch=" + branch;
        return ask(flow, branch, message(via, "lamp"));
    }

    Asked ask(Flow flow, String branch, String message) {
        var asked = new Asked();
        endpoint.execute(() -> endpoint.transactions().send(octets(message), branch, flow, asked));
        return asked;
    }

    static <T> T next(BlockingQueue<T> queue) {
        try {
            T found = queue.poll(PATIENCE, TimeUnit.SECONDS);
            assertThat(found).as("what comes within %d s", PATIENCE).isNotNull();
            return found;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
