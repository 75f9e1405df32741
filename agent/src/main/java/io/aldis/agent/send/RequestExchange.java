package io.aldis.agent.send;

import io.aldis.agent.AgentEvents;
import io.aldis.agent.Failure;
import io.aldis.net.Flow;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.locate.NextHop;
import io.aldis.sip.transaction.ClientTransaction;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request until its final answer: to one next hop after the other until one takes it, over TCP when it is large, and again with
 * credentials when it is challenged.
 *
 * <pre>
 *   start ──► sent ──final──► over
 *              │ ▲──401, 407 that can be answered: CSeq + 1
 *              │ ▲──no connection, or 503: the next hop behind it
 *              │ ▲──no TCP connection for a large request: the same over UDP
 *              └──timeout, broken connection, abort, too large──► over
 * </pre>
 */
public final class RequestExchange {
    /** The largest request that is sent over UDP when the path is not known (RFC 3261 §18.1.1). */
    public static final int LARGEST_DATAGRAM = 1300;

    private final SendContext context;
    private final Consumer<Reply> then;
    private final RequestAuth auth;
    private final ArrayDeque<NextHop> hops = new ArrayDeque<>();
    private RequestDraft draft;
    private Runnable ended = () -> {};
    private long cseq;
    private List<ChallengeState.Credential> credentials = List.of();
    private Optional<ClientTransaction<Flow>> running = Optional.empty();
    private boolean over;

    /** A request in progress. */
    private record Sending(SipRequest request, String branch, Flow flow) {}

    /** @param then called with the reply, once */
    RequestExchange(SendContext context, RequestDraft draft, Consumer<Reply> then) {
        this.context = context;
        this.draft = draft;
        this.then = then;
        this.auth = context.auth().forRequest(draft.method());
    }

    /**
     * Sends it, unless it was aborted before.
     *
     * @param found the draft, as {@link NextHopFinder} returned it
     * @param next hops, in the order in which they are tried; at least one
     * @param whenOver runs before the reply is reported
     */
    void start(RequestDraft found, List<NextHop> next, Runnable whenOver) {
        ended = whenOver;
        if (over) {
            ended.run();
            return;
        }
        draft = found;
        hops.addAll(next);
        startTry();
    }

    private void startTry() {
        cseq = draft.headers().sequence().getAsLong();
        credentials = auth.credentials(draft.method(), draft.requestUri());
        send();
    }

    /** Whether a request is in progress. */
    boolean sent() {
        return running.isPresent();
    }

    /** Ends it without an answer; a late one is dropped. */
    public void abort(Failure failure) {
        running.ifPresent(ClientTransaction::abandon);
        end(new Reply.Silence(failure));
    }

    // ---- sending

    private NextHop hop() {
        return hops.getFirst();
    }

    private void send() {
        switch (context.hops().select(hop(), hops.size() == 1)) {
            case HopSelector.Selected.Unusable(var why) -> orNext(new Reply.Silence(why));
            case HopSelector.Selected.Ready(var flow) -> begin(overTcpIfLarge(write(flow)));
        }
    }

    /** Tries the next hop, if there is one. */
    private void orNext(Reply reply) {
        hops.removeFirst();
        if (hops.isEmpty()) end(reply);
        else send();
    }

    private Sending write(Flow flow) {
        String branch = context.ids().branch();
        var now = new RequestDraft.Try(flow, branch, cseq, credentials, context.software());
        return new Sending(draft.write(now), branch, flow);
    }

    private Sending overTcpIfLarge(Sending sending) {
        boolean large = sending.request().bytes().length > LARGEST_DATAGRAM;
        if (!large || tooLarge(sending) || sending.flow().reliable()) return sending;
        return context.hops().overTcp(hop()).map(this::write).orElse(sending);
    }

    /** Limits the size of a MESSAGE: a later hop may not be congestion-safe, even if the first one is (RFC 3428 §8). */
    private boolean tooLarge(Sending sending) {
        return sending.request().bytes().length > draft.payload().limit();
    }

    private void begin(Sending sending) {
        byte[] bytes = sending.request().bytes();
        if (tooLarge(sending)) {
            end(new Reply.Silence(
                    new Failure.TooLarge(bytes.length, draft.payload().limit())));
            return;
        }
        var listener = new Listener(sending.flow());
        context.events().sending(listener.attempt);
        var transaction = context.endpoint().transactions().send(bytes, sending.branch(), sending.flow(), listener);
        if (!over && running.isEmpty()) running = Optional.of(transaction);
    }

    // ---- responses

    private final class Listener implements ClientTransaction.User<Flow> {
        private final Flow flow;
        private final NextHop hop;
        private final AgentEvents.Attempt attempt;

        Listener(Flow flow) {
            this.flow = flow;
            this.hop = hop().over(flow.transport());
            this.attempt = new AgentEvents.Attempt(
                    draft.method().name(), draft.headers().callId(), hop.toString(), cseq);
        }

        @Override
        public void response(ClientTransaction<Flow> transaction, SipResponse response) {
            if (response.status().provisional()) return;
            running = Optional.empty();
            context.events().answered(attempt, response.code());
            context.hops().answered(hop, response);
            if (auth.opens(response)) startTry();
            else if (response.code() == 503) unavailable(new Reply.Answered(response, flow));
            else end(new Reply.Answered(response, flow));
        }

        /** A server that answers 503 is not tried again before its Retry-After, over any transport; another server may succeed (RFC 3261 §21.5.4). */
        private void unavailable(Reply.Answered reply) {
            hops.removeIf(each -> !each.equals(hop()) && each.address().equals(hop.address()));
            orNext(reply);
        }

        @Override
        public void failed(ClientTransaction<Flow> transaction, ClientTransaction.Failure failure, String why) {
            running = Optional.empty();
            context.events().failed(attempt, why);
            context.hops().failed(hop, flow, failure);
            var reply = new Reply.Silence(HopSelector.failure(hop, flow, failure, why, context.patience()));
            boolean mayHaveArrived = failure == ClientTransaction.Failure.TIMEOUT || flow.established();
            if (mayHaveArrived) end(reply);
            else if (hop.equals(hop())) orNext(reply);
            else send(); // over UDP now: the hop is known to have no TCP
        }
    }

    void end(Reply reply) {
        if (over) return;
        over = true;
        ended.run();
        then.accept(reply);
    }
}
