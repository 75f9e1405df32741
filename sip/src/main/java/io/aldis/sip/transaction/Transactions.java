package io.aldis.sip.transaction;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.OneThread;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The transaction layer of one thread (RFC 3261 §17): absorbs retransmissions, reports a new request exactly once, and passes responses
 * to the senders of the requests. Only one thread may call it (the first that does), and all callbacks run on that thread. Assertions
 * check this.
 *
 * @param <C> a connection: what a request comes in on, and goes out on
 */
public final class Transactions<C extends Wire> {
    /** The transaction user: the layer above, for received requests. */
    public interface User<C extends Wire> {
        /** A new request, reported once; CANCEL included, ACK not. {@link ServerTransaction#answerAndForget} refuses it and keeps nothing. */
        void request(ServerTransaction<C> transaction);

        /** An ACK that belongs to a 2xx, or to no transaction here. */
        void ack(SipRequest ack, C origin);

        /** A request other than ACK was retransmitted, and its last response sent again if there is one. */
        default void retransmitted(SipRequest request, C origin) {}

        /** A new request was refused with 503 since {@link Capacity} allows no other transaction. */
        default void overflowed(SipRequest request, C origin) {}
    }

    /**
     * Limits of a transaction layer.
     *
     * @param live server transactions; further requests are answered 503
     * @param answerBytes octets of final responses that are kept for repeated requests; the oldest are dropped when there are more
     * @param requestBytes octets of requests, received and sent, in live transactions; further requests are answered 503, long ones
     *     earlier than short ones
     */
    public record Capacity(int live, long answerBytes, long requestBytes) {
        private static final long LARGE = 256L << 20;
        /** 100,000 transactions, and 256 MB for either kind of octets, or an eighth of the heap if that is less. */
        public static final Capacity DEFAULT = new Capacity(100_000, share(), share());

        private static long share() {
            return Math.min(LARGE, Runtime.getRuntime().maxMemory() / 8);
        }
    }

    /** A request may take at most one 64th of the remaining octets, so that long requests leave capacity for short ones. */
    private static final int PART = 64;

    /** Seconds, the shortest pause that a 503 asks for; the longest is twice as long. */
    private static final int RETRY_AFTER = 5;

    private static final String CANCEL_KEY = "cancel ";

    private final Timers timers;
    private final Intervals intervals;
    private final TimerWheel wheel;
    private final User<C> user;
    private final Capacity capacity;
    private final long seed;
    private final AnswerMemory answers;
    private final Map<Fingerprint, ServerTransaction<C>> servers = new HashMap<>();
    private final Invites<InviteServerTransaction<C>> invites = new Invites<>();
    private final CancelIndex cancellable;
    private final Map<String, ClientTransaction<C>> clients = new HashMap<>();
    /** Client transactions over connections, so that a closed one finds its own without a scan; none over UDP. */
    private final IdentityHashMap<C, Set<ClientTransaction<C>>> byConnection = new IdentityHashMap<>();

    private final OneThread thread = new OneThread("Transactions");
    private long requestBytes;

    /** @param seed a secret random number */
    public Transactions(Timers timers, TimerWheel wheel, Capacity capacity, long seed, User<C> user) {
        this.timers = timers;
        this.intervals = Intervals.of(timers);
        this.wheel = wheel;
        this.user = user;
        this.capacity = capacity;
        this.seed = seed;
        this.answers = new AnswerMemory(intervals.timeout(), capacity.answerBytes());
        this.cancellable = new CancelIndex(intervals.timeout(), seed);
    }

    Intervals intervals() {
        return intervals;
    }

    /** The intervals of all transactions here. */
    public Timers timers() {
        return timers;
    }

    TimerWheel wheel() {
        return wheel;
    }

    /** Number of transactions, client and server, including those that only absorb retransmissions. */
    public int live() {
        return servers.size() + clients.size();
    }

    /** Number of transactions without a final response. Takes time proportional to {@link #live}: for metrics, not for every message. */
    public int waiting() {
        long theirs = servers.values().stream().filter(each -> !each.answered()).count();
        long ours = clients.values().stream().filter(each -> !each.answered()).count();
        return (int) (theirs + ours);
    }

    /** Server transactions without a final response. Takes time proportional to their number, as {@link #waiting}. */
    public List<ServerTransaction<C>> unanswered() {
        assert thread.isCurrent() : thread.mismatch();
        return servers.values().stream().filter(each -> !each.answered()).toList();
    }

    // ---- received

    /** A request from the network, with received and rport already in its top Via. */
    public void received(Received<C> received) {
        assert thread.isCurrent() : thread.mismatch();
        SipRequest request = received.request();
        Wire back = received.back();
        if (request.method().equals(Method.ACK)) {
            acknowledged(request, received.origin());
            return;
        }
        Fingerprint print = Fingerprint.of(received.identity(), seed);
        if (absorbed(print, back)) {
            user.retransmitted(request, received.origin());
            return;
        }
        if (servers.size() >= capacity.live() || !hasRoomFor(request)) {
            back.send(overloaded(request, print), Wire.Unsent.NOBODY);
            user.overflowed(request, received.origin());
            return;
        }
        ServerTransaction<C> fresh = begin(received, print);
        servers.put(print, fresh);
        requestBytes += request.bytes().length;
        fresh.arrived();
        user.request(fresh);
    }

    private boolean hasRoomFor(SipRequest request) {
        return request.bytes().length <= (capacity.requestBytes() - requestBytes) / PART;
    }

    /** Octets of the requests in live transactions, client and server. */
    long requestBytes() {
        return requestBytes;
    }

    /**
     * A stateless 503. A repeated request gets the same To tag, because the tag is computed from the request (RFC 3261 §8.2.7). Retry-After differs
     * between requests, so that their senders do not all try again at the same time.
     */
    private static byte[] overloaded(SipRequest request, Fingerprint print) {
        String tag = Integer.toHexString(print.hashCode());
        int seconds = RETRY_AFTER + Math.floorMod(print.hashCode(), RETRY_AFTER + 1);
        return request.answer(Status.of(503), tag)
                .header(HeaderName.RETRY_AFTER, Integer.toString(seconds))
                .build()
                .bytes();
    }

    /** Whether the request is a retransmission. Its last response, if there is one, is sent again, to where the retransmission came from. */
    private boolean absorbed(Fingerprint print, Wire back) {
        byte @Nullable [] answer = answers.find(print);
        if (answer != null) {
            back.send(answer, Wire.Unsent.NOBODY);
            return true;
        }
        @Nullable ServerTransaction<C> known = servers.get(print);
        if (known != null) known.repeated(back);
        return known != null;
    }

    private ServerTransaction<C> begin(Received<C> received, Fingerprint print) {
        SipRequest request = received.request();
        if (!request.method().equals(Method.INVITE)) {
            if (!request.method().equals(Method.CANCEL)) cancellable.add(request, wheel.now());
            return new NonInviteServerTransaction<>(this, print, received);
        }
        var invite = new InviteServerTransaction<>(this, print, received);
        invites.add(invite);
        return invite;
    }

    private void acknowledged(SipRequest ack, C origin) {
        boolean goesUp =
                invites.of(ack).map(InviteServerTransaction<C>::acknowledged).orElse(true);
        if (goesUp) user.ack(ack, origin);
    }

    /** The INVITE that this CANCEL matches, if its transaction still exists (RFC 3261 §9.2). */
    public Optional<ServerTransaction<C>> invitedBy(SipRequest cancel) {
        assert thread.isCurrent() : thread.mismatch();
        return invites.of(cancel).map(Function.identity());
    }

    /**
     * Whether this CANCEL matches a live INVITE or another request that arrived lately. In the latter case it is answered 200 and has no
     * other effect (RFC 3261 §9.2).
     */
    public boolean matches(SipRequest cancel) {
        assert thread.isCurrent() : thread.mismatch();
        return invites.of(cancel).isPresent() || cancellable.matches(cancel, wheel.now());
    }

    /**
     * A response from the network. One that matches no client transaction is dropped (RFC 6026 §7.2).
     *
     * @return whether it matched
     */
    public boolean received(SipResponse response) {
        assert thread.isCurrent() : thread.mismatch();
        boolean cancel = response.cseq().method().equals(Method.CANCEL);
        String branch = response.topVia().branch();
        @Nullable ClientTransaction<C> client = clients.get(cancel ? CANCEL_KEY + branch : branch);
        boolean ours = client != null && client.sent(response.cseq().method());
        if (ours && client != null) client.received(response);
        return ours;
    }

    // ---- sent

    /**
     * Sends a request other than INVITE and ACK.
     *
     * @param branch of its top Via, unique among all requests sent here
     */
    public ClientTransaction<C> send(byte[] request, String branch, C wire, ClientTransaction.User<C> sender) {
        return start(new NonInviteClientTransaction<>(this, branch, request, wire, sender));
    }

    /** Sends the CANCEL of an INVITE, which has the branch of that INVITE (RFC 3261 §9.1). */
    public ClientTransaction<C> sendCancel(SipRequest cancel, C wire, ClientTransaction.User<C> sender) {
        String key = CANCEL_KEY + cancel.topVia().branch();
        return start(new NonInviteClientTransaction<>(this, key, cancel.bytes(), wire, sender));
    }

    /** Sends an INVITE. */
    public ClientTransaction<C> sendInvite(SipRequest invite, String branch, C wire, ClientTransaction.User<C> sender) {
        return start(new InviteClientTransaction<>(this, branch, invite, wire, sender));
    }

    private ClientTransaction<C> start(ClientTransaction<C> transaction) {
        assert thread.isCurrent() : thread.mismatch();
        @Nullable ClientTransaction<C> before = clients.put(transaction.branch(), transaction);
        requestBytes += transaction.octets() - (before == null ? 0 : before.octets());
        if (transaction.wire().reliable())
            byConnection
                    .computeIfAbsent(transaction.wire(), wire -> new LinkedHashSet<>(4))
                    .add(transaction);
        transaction.start();
        return transaction;
    }

    /** A connection is closed: the transactions that await a response over it fail now instead of after 64*T1. */
    public void gone(C wire, String why) {
        assert thread.isCurrent() : thread.mismatch();
        for (ClientTransaction<C> client : List.copyOf(byConnection.getOrDefault(wire, Set.of()))) client.unsent(why);
    }

    // ---- removal

    void remember(ServerTransaction<C> transaction, byte[] answer) {
        assert thread.isCurrent() : thread.mismatch();
        answers.keep(transaction.print(), answer, wheel.now());
        remove(transaction);
    }

    void forget(ServerTransaction<C> transaction) {
        assert thread.isCurrent() : thread.mismatch();
        remove(transaction);
        if (transaction instanceof InviteServerTransaction<C> invite) invites.remove(invite);
    }

    private void remove(ServerTransaction<C> transaction) {
        if (servers.remove(transaction.print(), transaction))
            requestBytes -= transaction.request().bytes().length;
    }

    void forget(ClientTransaction<C> transaction) {
        assert thread.isCurrent() : thread.mismatch();
        if (clients.remove(transaction.branch(), transaction)) requestBytes -= transaction.octets();
        byConnection.computeIfPresent(transaction.wire(), (wire, open) -> {
            open.remove(transaction);
            return open.isEmpty() ? null : open;
        });
    }

    /** Drops responses whose time is over; called regularly by the owner, which also advances the wheel. */
    public void tidy() {
        assert thread.isCurrent() : thread.mismatch();
        answers.forget(wheel.now());
    }
}
