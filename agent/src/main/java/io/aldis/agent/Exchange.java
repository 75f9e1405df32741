package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.HostPort;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.ClientTransaction;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request until its last answer: sent over TCP when it is large, over UDP after all when there is no TCP, and again with
 * credentials when somebody asks who we are.
 *
 * <pre>
 *   start ──► sent ──final──► over
 *              │ ▲──401, 407 that can be answered: CSeq + 1
 *              │ ▲──no TCP connection for a large request: the same over UDP
 *              └──timeout, unsent, abort──► over
 * </pre>
 */
final class Exchange {
    /** The largest request that goes over UDP when the path is not known (RFC 3261 §18.1.1). */
    static final int LARGEST_DATAGRAM = 1300;

    private final Requests home;
    private final Draft draft;
    private final Peer peer;
    private final Consumer<Reply> then;
    private final Keyring keys;
    private final String fromTag;
    private long cseq;
    private List<Lock.Credential> credentials = List.of();
    private boolean streamRefused;
    private Optional<ClientTransaction> running = Optional.empty();
    private boolean over;

    /** The next hop: an address by now. */
    record Peer(InetSocketAddress address, Transport transport) {
        @Override
        public String toString() {
            return HostPort.of(address.getAddress().getHostAddress(), address.getPort()) + " over " + transport;
        }
    }

    /** A request on its way. */
    private record Sending(SipRequest request, String branch, Flow flow) {}

    /** @param then hears the reply, once */
    Exchange(Requests home, Draft draft, Peer peer, Consumer<Reply> then) {
        this.home = home;
        this.draft = draft;
        this.peer = peer;
        this.then = then;
        this.keys = home.login().keyring(draft.method());
        this.fromTag = home.tokens().tag();
    }

    void start() {
        cseq = draft.sequence().getAsLong();
        credentials = keys.credentials(draft.method(), draft.uri());
        send();
    }

    /** Ends it without an answer; one that comes later is dropped. */
    void abort(Failure failure) {
        running.ifPresent(ClientTransaction::abandon);
        end(new Reply.Silence(failure));
    }

    // ---- out

    private void send() {
        flow(peer.transport())
                .map(this::write)
                .map(this::overStreamIfLarge)
                .ifPresentOrElse(this::begin, this::noSocket);
    }

    private Optional<Flow> flow(Transport transport) {
        return home.endpoint().flow(transport, peer.address());
    }

    private Sending write(Flow flow) {
        String branch = home.tokens().branch();
        var now = new Draft.Try(flow, branch, fromTag, cseq, credentials);
        return new Sending(draft.write(now), branch, flow);
    }

    private Sending overStreamIfLarge(Sending sending) {
        boolean large = sending.request().bytes().length > LARGEST_DATAGRAM;
        if (!large || sending.flow().reliable() || streamRefused) return sending;
        return flow(Transport.TCP).map(this::write).orElse(sending);
    }

    private void begin(Sending sending) {
        byte[] bytes = sending.request().bytes();
        Flow flow = sending.flow();
        var transaction = home.endpoint().transactions().send(bytes, sending.branch(), flow, new Listener(flow));
        if (!over && running.isEmpty()) running = Optional.of(transaction);
    }

    private void noSocket() {
        String missing = "no socket for " + peer.transport() + " and such an address";
        end(new Reply.Silence(new Failure.Unreachable(peer.toString(), missing)));
    }

    // ---- in

    private final class Listener implements ClientTransaction.User {
        private final Flow flow;

        Listener(Flow flow) {
            this.flow = flow;
        }

        @Override
        public void response(ClientTransaction transaction, SipResponse response) {
            if (response.status().provisional()) return;
            running = Optional.empty();
            if (keys.opens(response)) start();
            else end(new Reply.Answered(response, flow));
        }

        @Override
        public void failed(ClientTransaction transaction, ClientTransaction.Failure failure, String why) {
            running = Optional.empty();
            boolean unsent = failure == ClientTransaction.Failure.UNSENT;
            if (unsent && flow.transport() != peer.transport() && !flow.established()) {
                streamRefused = true;
                send();
            } else {
                var hop = new Peer(flow.remote(), flow.transport()).toString();
                end(new Reply.Silence(
                        unsent ? new Failure.Unreachable(hop, why) : new Failure.NoAnswer(hop, home.patience())));
            }
        }
    }

    private void end(Reply reply) {
        if (over) return;
        over = true;
        home.ended(this);
        then.accept(reply);
    }
}
