package io.aldis.sip.transaction;

import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transaction layer of one thread (RFC 3261 §17): absorbs what is repeated, announces a new request exactly once, brings answers
 * to those who asked. Only the thread that owns it may call it, and everything calls back on that thread.
 */
public final class Transactions {
    /** The user of the server transactions: the layer above. */
    public interface User {
        /** A request that was not seen before, once; CANCEL included, ACK not. */
        void request(ServerTransaction transaction);

        /** An ACK that is not the end of a transaction of ours: it belongs to a 2xx and goes on. */
        void ack(SipRequest ack);
    }

    /**
     * What a layer may hold.
     *
     * @param live requests that are not answered yet; more are answered 503
     * @param answerBytes octets of answers that are kept for repeated requests; the oldest goes early when there are more
     */
    public record Capacity(int live, long answerBytes) {
        public static final Capacity DEFAULT = new Capacity(100_000, 256L << 20);
    }

    private static final String CANCEL_KEY = "cancel ";

    private final Timers timers;
    private final TimerWheel wheel;
    private final User user;
    private final Capacity capacity;
    private final long seed;
    private final AnswerMemory answers;
    private final Map<Fingerprint, ServerTransaction> servers = new HashMap<>();
    private final Map<InviteKey, InviteServerTransaction> invites = new HashMap<>();
    private final Map<String, ClientTransaction> clients = new HashMap<>();

    /** @param seed a secret random number */
    public Transactions(Timers timers, TimerWheel wheel, Capacity capacity, long seed, User user) {
        this.timers = timers;
        this.wheel = wheel;
        this.user = user;
        this.capacity = capacity;
        this.seed = seed;
        this.answers = new AnswerMemory(timers.timeout().toNanos(), capacity.answerBytes());
    }

    /** The intervals that all transactions here keep. */
    public Timers timers() {
        return timers;
    }

    TimerWheel wheel() {
        return wheel;
    }

    /** Requests that wait for an answer, ours and theirs. */
    public int live() {
        return servers.size() + clients.size();
    }

    // ---- in

    /**
     * A request from the wire, its top Via already stamped.
     *
     * @param back where its answers go
     */
    public void received(SipRequest request, Wire back) {
        if (request.method().equals(Method.ACK)) {
            acknowledged(request);
            return;
        }
        Fingerprint print = Fingerprint.of(request.bytes(), seed);
        if (absorbed(print, back)) return;
        if (servers.size() >= capacity.live()) {
            back.send(request.answer(Status.of(503), "").build().bytes(), Wire.Unsent.NOBODY);
            return;
        }
        ServerTransaction fresh = begin(request, print, back);
        servers.put(print, fresh);
        user.request(fresh);
    }

    /** Whether the request was seen before: then its answer, if there is one, goes out again. */
    private boolean absorbed(Fingerprint print, Wire back) {
        byte @Nullable [] answer = answers.find(print);
        if (answer != null) {
            back.send(answer, Wire.Unsent.NOBODY);
            return true;
        }
        @Nullable ServerTransaction known = servers.get(print);
        if (known != null) known.repeated();
        return known != null;
    }

    private ServerTransaction begin(SipRequest request, Fingerprint print, Wire back) {
        if (!request.method().equals(Method.INVITE)) return new NonInviteServerTransaction(this, print, request, back);
        var invite = new InviteServerTransaction(this, print, InviteKey.of(request), request, back);
        invites.put(invite.key(), invite);
        return invite;
    }

    private void acknowledged(SipRequest ack) {
        @Nullable InviteServerTransaction invite = invites.get(InviteKey.of(ack));
        if (invite == null || !invite.acknowledged()) user.ack(ack);
    }

    /** The INVITE that this CANCEL means, if it is still here (RFC 3261 §9.2). */
    public Optional<ServerTransaction> invitedBy(SipRequest cancel) {
        return Optional.ofNullable(invites.get(InviteKey.of(cancel)));
    }

    /**
     * A response from the wire. One that matches no request of ours is dropped (RFC 6026 §7.2).
     *
     * @return whether it matched
     */
    public boolean received(SipResponse response) {
        boolean cancel = response.cseq().method().equals(Method.CANCEL);
        String branch = response.topVia().branch();
        @Nullable ClientTransaction client = clients.get(cancel ? CANCEL_KEY + branch : branch);
        boolean ours = client != null
                && client instanceof InviteClientTransaction
                        == response.cseq().method().equals(Method.INVITE);
        if (ours && client != null) client.received(response);
        return ours;
    }

    // ---- out

    /**
     * Sends a request other than INVITE and ACK.
     *
     * @param branch of its top Via, unlike any other
     */
    public ClientTransaction send(byte[] request, String branch, Wire wire, ClientTransaction.User sender) {
        return start(new NonInviteClientTransaction(this, branch, request, wire, sender));
    }

    /** Sends the CANCEL of an INVITE, which has the branch of that INVITE (RFC 3261 §9.1). */
    public ClientTransaction sendCancel(SipRequest cancel, Wire wire, ClientTransaction.User sender) {
        String key = CANCEL_KEY + cancel.topVia().branch();
        return start(new NonInviteClientTransaction(this, key, cancel.bytes(), wire, sender));
    }

    /** Sends an INVITE. */
    public ClientTransaction sendInvite(SipRequest invite, String branch, Wire wire, ClientTransaction.User sender) {
        return start(new InviteClientTransaction(this, branch, invite, wire, sender));
    }

    private ClientTransaction start(ClientTransaction transaction) {
        clients.put(transaction.branch(), transaction);
        transaction.start();
        return transaction;
    }

    /** A connection is gone: those who wait for an answer over it hear so now instead of in 32 seconds. */
    public void gone(Wire wire, String why) {
        for (ClientTransaction client : List.copyOf(clients.values())) if (client.wire() == wire) client.unsent(why);
    }

    // ---- the end

    void remember(ServerTransaction transaction, byte[] answer) {
        answers.keep(transaction.print(), answer, wheel.now());
        servers.remove(transaction.print());
    }

    void forget(ServerTransaction transaction) {
        servers.remove(transaction.print());
        if (transaction instanceof InviteServerTransaction invite) invites.remove(invite.key(), invite);
    }

    void forget(ClientTransaction transaction) {
        clients.remove(transaction.branch(), transaction);
    }

    /** Time went on: forgets old answers. The wheel is advanced by its owner. */
    public void tidy() {
        answers.forget(wheel.now());
    }
}
