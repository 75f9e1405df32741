package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.ClientTransaction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request until its last answer: to one next hop after the other until one takes it, over TCP when it is large, and again with
 * credentials when somebody asks who we are.
 *
 * <pre>
 *   start ──► sent ──final──► over
 *              │ ▲──401, 407 that can be answered: CSeq + 1
 *              │ ▲──no connection, or 503: the next hop behind it
 *              │ ▲──no TCP connection for a large request: the same over UDP
 *              └──timeout, broken connection, abort, too large──► over
 * </pre>
 */
final class Exchange {
    /** The largest request that goes over UDP when the path is not known (RFC 3261 §18.1.1). */
    static final int LARGEST_DATAGRAM = 1300;

    /** How long a connection may take to come up when there is something else to try. */
    private static final Duration IMPATIENCE = Duration.ofSeconds(2);

    private final Requests home;
    private final Draft draft;
    private final ArrayDeque<Peer> peers;
    private final Consumer<Reply> then;
    private final Keyring keys;
    private long cseq;
    private List<Lock.Credential> credentials = List.of();
    private Optional<ClientTransaction<Flow>> running = Optional.empty();
    private boolean over;

    /** A request on its way. */
    private record Sending(SipRequest request, String branch, Flow flow) {}

    /**
     * @param peers next hops, in the order in which they are tried; at least one
     * @param then hears the reply, once
     */
    Exchange(Requests home, Draft draft, List<Peer> peers, Consumer<Reply> then) {
        this.home = home;
        this.draft = draft;
        this.peers = new ArrayDeque<>(peers);
        this.then = then;
        this.keys = home.plan().login().keyring(draft.method());
    }

    void start() {
        cseq = draft.leg().sequence().getAsLong();
        credentials = keys.credentials(draft.method(), draft.requestUri());
        send();
    }

    /** Ends it without an answer; one that comes later is dropped. */
    void abort(Failure failure) {
        running.ifPresent(ClientTransaction::abandon);
        end(new Reply.Silence(failure));
    }

    // ---- out

    private Peer peer() {
        return peers.getFirst();
    }

    private void send() {
        Optional<Duration> rest = home.hops().rest(peer());
        if (rest.isPresent()) {
            orNext(new Reply.Silence(new Failure.HeldBack(peer().toString(), rest.get())));
        } else {
            flow(peer()).map(this::write).map(this::overStreamIfLarge).ifPresentOrElse(this::begin, this::noSocket);
        }
    }

    /** Goes on with the next hop, if there is one. */
    private void orNext(Reply reply) {
        peers.removeFirst();
        if (peers.isEmpty()) end(reply);
        else send();
    }

    private Optional<Flow> flow(Peer peer) {
        if (peer.transport() == Transport.TLS)
            return home.endpoint().flow(Transport.TLS, peer.address(), peer.domain());
        boolean patient = peer.transport() != Transport.TCP || (peers.size() == 1 && peer.equals(peer()));
        return patient
                ? home.endpoint().flow(peer.transport(), peer.address())
                : Optional.of(home.endpoint().connection(peer.address(), IMPATIENCE));
    }

    private Sending write(Flow flow) {
        String branch = home.plan().tokens().branch();
        var now = new Draft.Try(flow, branch, cseq, credentials, home.plan().userAgent());
        return new Sending(draft.write(now), branch, flow);
    }

    private Sending overStreamIfLarge(Sending sending) {
        boolean large = sending.request().bytes().length > LARGEST_DATAGRAM;
        Peer stream = peer().over(Transport.TCP);
        if (!large
                || tooLarge(sending)
                || sending.flow().reliable()
                || home.hops().triedLast(stream)) return sending;
        return flow(stream).map(this::write).orElse(sending);
    }

    /** A large MESSAGE may meet a hop that is not congestion-safe, whatever the first one is (RFC 3428 §8). */
    private boolean tooLarge(Sending sending) {
        return draft.method().equals(Method.MESSAGE)
                && sending.request().bytes().length > home.plan().sending().limit();
    }

    private void begin(Sending sending) {
        byte[] bytes = sending.request().bytes();
        if (tooLarge(sending)) {
            int limit = home.plan().sending().limit();
            end(new Reply.Silence(new Failure.TooLarge(bytes.length, limit)));
            return;
        }
        Flow flow = sending.flow();
        var transaction = home.endpoint().transactions().send(bytes, sending.branch(), flow, new Listener(flow));
        if (!over && running.isEmpty()) running = Optional.of(transaction);
    }

    private void noSocket() {
        String missing = "no socket for " + peer().transport() + " and such an address";
        orNext(new Reply.Silence(new Failure.Unreachable(peer().toString(), missing)));
    }

    // ---- in

    private final class Listener implements ClientTransaction.User<Flow> {
        private final Flow flow;
        private final Peer hop;

        Listener(Flow flow) {
            this.flow = flow;
            this.hop = peer().over(flow.transport());
        }

        @Override
        public void response(ClientTransaction<Flow> transaction, SipResponse response) {
            if (response.status().provisional()) return;
            running = Optional.empty();
            home.hops().trust(hop);
            var reply = new Reply.Answered(response, flow);
            if (keys.opens(response)) start();
            else if (response.code() == 503) unavailable(reply);
            else end(reply);
        }

        /** A server that says 503 is not asked again before its time, by no way; another one may do (RFC 3261 §21.5.4). */
        private void unavailable(Reply.Answered reply) {
            RetryAfter.in(reply.response()).ifPresent(wait -> home.hops().rest(hop, wait));
            peers.removeIf(each -> !each.equals(peer()) && each.address().equals(hop.address()));
            orNext(reply);
        }

        @Override
        public void failed(ClientTransaction<Flow> transaction, ClientTransaction.Failure failure, String why) {
            running = Optional.empty();
            if (!flow.established() || failure == ClientTransaction.Failure.TIMEOUT)
                home.hops().tryLast(hop);
            if (failure == ClientTransaction.Failure.TIMEOUT) {
                end(new Reply.Silence(new Failure.NoAnswer(hop.toString(), home.patience())));
            } else if (flow.established()) { // it may have arrived
                end(unreachable(why));
            } else if (hop.equals(peer())) {
                orNext(unreachable(why));
            } else {
                send(); // over UDP now: the hop is known to have no TCP
            }
        }

        private Reply unreachable(String why) {
            return new Reply.Silence(new Failure.Unreachable(hop.toString(), why));
        }
    }

    private void end(Reply reply) {
        if (over) return;
        over = true;
        home.ended(this);
        then.accept(reply);
    }
}
