package io.aldis.server.courier;

import io.aldis.net.Flow;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.ClientTransaction;
import io.aldis.sip.transaction.InviteFollowUp;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One branch of a fork: a copy under way, until its final answer or failure. For the event loop. */
final class Branch implements ClientTransaction.User {
    private static final MessageReader OWN = new MessageReader(Limits.DEFAULT);

    private final Courier courier;
    private final Fork fork;
    private final Copy copy;
    private @Nullable SipRequest invite;
    private @Nullable ClientTransaction transaction;
    private boolean instead;
    private boolean rang;
    private boolean done;
    private boolean cancelled;

    Branch(Courier courier, Fork fork, Copy copy) {
        this.courier = courier;
        this.fork = fork;
        this.copy = copy;
    }

    boolean done() {
        return done;
    }

    void start() {
        copy.reach(found -> {
            if (done) return;
            found.ifPresentOrElse(
                    this::choose, () -> lost("no way to " + copy.target().requestUri()));
        });
    }

    /** RFC 3261 §18.1.1: what is too long for a datagram is tried over TCP first. */
    private void choose(Flow flow) {
        boolean rather = flow.transport() == Transport.UDP
                && copy.tooLongForUdp()
                && !fork.request().method().equals(Method.INVITE);
        Optional<Flow> tcp = rather ? courier.endpoint().flow(Transport.TCP, flow.remote()) : Optional.empty();
        instead = tcp.isPresent();
        send(tcp.orElse(flow));
    }

    private void send(Flow flow) {
        String branch = copy.branch();
        byte[] bytes = copy.bytes(flow, branch);
        var transactions = courier.endpoint().transactions();
        if (!fork.request().method().equals(Method.INVITE)) {
            transaction = transactions.send(bytes, branch, flow, this);
        } else if (OWN.read(bytes) instanceof Reading.Parsed(SipRequest forwarded)) {
            invite = forwarded;
            transaction = transactions.sendInvite(forwarded, branch, flow, this);
        }
    }

    @Override
    public void response(ClientTransaction from, SipResponse response) {
        if (response.status().provisional()) {
            rang = true;
            fork.provisional(response);
            if (cancelled) sendCancel();
            return;
        }
        boolean again = done;
        done = true;
        fork.settled(response, again);
    }

    @Override
    public void failed(ClientTransaction from, ClientTransaction.Failure failure, String why) {
        if (instead && failure == ClientTransaction.Failure.UNSENT) {
            instead = false;
            courier.endpoint()
                    .flow(Transport.UDP, ((Flow) from.wire()).remote())
                    .ifPresentOrElse(this::send, () -> lost(why));
            return;
        }
        lost(why);
    }

    private void lost(String why) {
        if (done) return;
        done = true;
        fork.lost(why);
    }

    /** Stops the INVITE, now or as soon as the other side has shown that it is there (RFC 3261 §9.1). */
    void cancel() {
        if (done || cancelled) return;
        cancelled = true;
        if (rang) sendCancel();
    }

    private void sendCancel() {
        SipRequest sent = invite;
        ClientTransaction pending = transaction;
        if (sent == null || pending == null) return;
        invite = null;
        courier.endpoint().transactions().sendCancel(InviteFollowUp.cancel(sent), pending.wire(), UNHEARD);
    }

    /** Nobody waits for the answer to a CANCEL. */
    private static final ClientTransaction.User UNHEARD = new ClientTransaction.User() {
        @Override
        public void response(ClientTransaction from, SipResponse response) {}

        @Override
        public void failed(ClientTransaction from, ClientTransaction.Failure failure, String why) {}
    };
}
