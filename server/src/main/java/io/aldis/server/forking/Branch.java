package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.AssertedIdentities;
import io.aldis.server.Target;
import io.aldis.sip.Headers;
import io.aldis.sip.Method;
import io.aldis.sip.RetryAfter;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.Location;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.ClientTransaction;
import io.aldis.sip.transaction.InviteFollowUp;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One branch of a fork, or of a request to one target, until its final answer or failure. For the event loop. */
final class Branch extends Alarm implements ClientTransaction.User<Flow>, Attempt {
    private static final MessageReader OWN = new MessageReader(Limits.DEFAULT);

    private final ForkingContext context;
    private final BranchOwner owner;
    private BranchRequest copy;
    private @Nullable SipRequest invite;
    private @Nullable ClientTransaction<Flow> transaction;
    /** Address of the UDP phone that is tried over TCP first. */
    private @Nullable InetSocketAddress instead;
    /** Entry of this request among those that wait for a UDP address. */
    private SilentPeerBreaker.@Nullable Line line;

    private NextHops ways;
    /** Time for each next hop but the last: a share of the total wait. */
    private Duration share = Duration.ZERO;

    private final Turn turn = new Turn();
    /** Transactions over earlier flows of the device that were not answered. */
    private final Set<ClientTransaction<Flow>> silent = new LinkedHashSet<>(0);
    /** The device's 415 to the message/cpim, when the content was sent without it. */
    private @Nullable SipResponse refusal;

    private long began;
    private boolean ringing;
    private boolean underway = true;
    private int code;
    private Duration retryAfter = Duration.ZERO;
    private boolean done;
    private boolean cancelled;
    /** Whether no further copy may be sent, over whatever flow. */
    private boolean last;

    private boolean recalled; // nothing more is sent; earlier copies may still be answered

    Branch(ForkingContext context, BranchOwner owner, BranchRequest copy) {
        this.context = context;
        this.owner = owner;
        this.copy = copy;
        this.ways = NextHops.only(context, Optional.empty());
    }

    BranchRequest copy() {
        return copy;
    }

    /** Records the result: {@link #code} of the final answer, or that there is none, and the Retry-After of the device. */
    void note(int outcome, Duration retry) {
        underway = false;
        code = outcome;
        retryAfter = retry;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    boolean underway() {
        return underway;
    }

    int code() {
        return code;
    }

    /** Whether the peer has sent a provisional response. */
    boolean ringing() {
        return ringing;
    }

    void start() {
        began = context.endpoint().wheel().now();
        if (isMessage())
            copy.target().device().ifPresent(device -> context.underway().add(device, this));
        reach();
    }

    private boolean isMessage() {
        return owner.request().method().equals(Method.MESSAGE);
    }

    @Override
    public void limit(Duration most) {
        context.endpoint().wheel().set(this, most.toNanos());
    }

    @Override
    public Target target() {
        return copy.target();
    }

    @Override
    public String sender() {
        return owner.sender();
    }

    @Override
    public long began() {
        return began;
    }

    @Override
    public boolean accepted() {
        return owner.accepted();
    }

    @Override
    public boolean join(Target target) {
        return owner.join(target);
    }

    @Override
    public boolean joinable() {
        return owner.joinable();
    }

    @Override
    public void sendAgain() {
        ClientTransaction<Flow> pending = transaction;
        if (pending != null && !done && !recalled) pending.sendAgain();
    }

    @Override
    public void sendNoMore() {
        ClientTransaction<Flow> pending = transaction;
        if (pending != null) pending.sendNoMore();
        context.endpoint().wheel().stop(turn);
    }

    void recall() {
        recalled = true;
        for (ClientTransaction<Flow> earlier : silent) earlier.sendNoMore();
        sendNoMore();
        goNoFurther();
    }

    @Override
    public void moveTo(Target target) {
        if (recalled || !owner.mayMove(copy.target(), target)) giveUp("deleted, or taken by another device");
        if (done || cancelled) return;
        ClientTransaction<Flow> pending = transaction;
        transaction = null;
        if (pending != null) pending.abandon(); // the next copy has the same branch: it gets the answer
        copy = copy.to(target);
        leaveLine();
        reach();
    }

    private void reach() {
        copy.reach(found -> {
            found.nowhere().ifPresent(owner::nowhere);
            ways = found;
            share = context.settings().patience().dividedBy(Math.max(1, found.left() + copy.others()));
            next(found.nowhere()
                    .map(Location.Nowhere::sentence)
                    .orElseGet(() -> "no way to " + copy.target().requestUri()));
        });
    }

    /** Tries the next hop in a transaction of its own; the branch is lost with that reason when there is none. */
    private void next(String why) {
        if (done) return;
        leaveLine();
        if (cancelled) lost("cancelled before it was sent");
        else if (last) endOfWays(why);
        else ways.next().ifPresentOrElse(this::choose, () -> nextFlow(why));
    }

    /** The present next hop has failed. The next is not tried at once: the caller may be in the middle of sending. */
    private void turnBack(String why) {
        context.endpoint().wheel().stop(turn);
        ways.failed();
        if (ways.left() == 0) nextFlow(why);
        else context.endpoint().execute(() -> next(why));
    }

    /** RFC 5626 §7: tries another flow of the same device; the branch is lost with that reason when there is none. */
    private void nextFlow(String why) {
        if (!cancelled && (last || copy.others() == 0)) endOfWays(why);
        else if (done || cancelled) lost(why);
        else {
            copy = copy.overNextFlow();
            leaveLine();
            context.endpoint().execute(this::reach);
        }
    }

    /** Fires when a next hop has not answered within {@link #share}. */
    private final class Turn extends Alarm {
        @Override
        protected void rang() {
            if (done || ringing || last) return;
            ClientTransaction<Flow> pending = transaction;
            if (pending != null && ways.left() == 0 && copy.mayOverlap()) silent.add(pending);
            else if (pending != null) pending.abandon();
            turnBack("no answer in time");
        }
    }

    /** RFC 3261 §18.1.1: a request that is too long for a datagram is tried over TCP first. */
    private void choose(Flow flow) {
        boolean rather = flow.transport() == Transport.UDP
                && copy.tooLongForUdp()
                && !isInvite()
                && !context.refusals().holds(flow.remote());
        if (rather) instead = flow.remote();
        send(rather ? context.connection(flow.remote()) : flow);
    }

    private boolean isInvite() {
        return owner.request().method().equals(Method.INVITE);
    }

    private void send(Flow flow) {
        if (flow.transport() == Transport.UDP && !isInvite()) {
            line = context.silences().join(flow.remote()).orElse(null);
            if (line == null) {
                turnBack("many requests wait for " + flow + ", which does not answer");
                return;
            }
        }
        if (ways.left() + copy.others() > 0) context.endpoint().wheel().set(turn, share.toNanos());
        String branch = copy.branch();
        byte[] bytes = copy.bytes(flow, branch);
        if (flow.transport() == Transport.UDP && bytes.length > BranchRequest.LARGEST_DATAGRAM) {
            tooLarge(bytes);
            return;
        }
        owner.sent(this, flow);
        var transactions = context.endpoint().transactions();
        if (!isInvite()) {
            transaction = transactions.send(bytes, branch, flow, this);
        } else if (OWN.read(bytes) instanceof Reading.Parsed(SipRequest forwarded)) {
            invite = forwarded;
            transaction = transactions.sendInvite(forwarded, branch, flow, this);
        } else {
            lost("the copy cannot be read");
        }
    }

    /** No datagram can carry the request and no other next hop is left: treated as a 513 of the device, which is not absent and cannot take it. */
    private void tooLarge(byte[] bytes) {
        leaveLine();
        context.endpoint().wheel().stop(turn);
        if (ways.left() + copy.others() > 0) {
            turnBack("too large for UDP");
        } else if (!silent.isEmpty()) {
            endOfWays("too large for UDP");
        } else if (OWN.read(bytes) instanceof Reading.Parsed(SipRequest unsent)) {
            end();
            String tag = context.endpoint().tags().of(owner.request());
            owner.settled(this, unsent.answer(Status.of(513), tag).build(), false);
        } else {
            lost("too large for UDP");
        }
    }

    @Override
    public void response(ClientTransaction<Flow> from, SipResponse given) {
        SipResponse response = passedOn(given, from.wire());
        SilentPeerBreaker.Line heard = line;
        if (heard != null) heard.heard();
        if (from == transaction) ways.answered();
        if (response.status().provisional()) {
            ringing = true;
            owner.provisional(response);
            if (cancelled) sendCancel();
            return;
        }
        if (!done && speaksOfOneFlow(from, response)) return;
        context.endpoint().wheel().stop(turn);
        if (response.code() == 503 && !done && unavailable(response)) return;
        if (flowFailed(response) && !done && !cancelled && !last && copy.others() > 0) {
            nextFlow("430 from the last of its flows");
            return;
        }
        if (response.code() == 415 && !done && unwrapped(from.wire(), response)) return;
        boolean again = done;
        end();
        owner.settled(this, said(response), again);
    }

    /**
     * Whether an answer concerns one flow only, while the device may answer over another: that flow has failed, or the device has had the
     * request over another flow and takes this one for a merged request (RFC 3261 §8.2.2.2).
     */
    private boolean speaksOfOneFlow(ClientTransaction<Flow> from, SipResponse response) {
        boolean late = silent.remove(from);
        if (!late && silent.isEmpty()) return false;
        if (response.code() != 482 && !flowFailed(response)) {
            if (late) takeFor(from);
            return false;
        }
        if (late) {
            loseUnlessOneIsLeft("no answer but over flows that failed");
            return true;
        }
        context.endpoint().wheel().stop(turn);
        if (flowFailed(response)) nextFlow("430 from the last of its flows");
        else transaction = null;
        return true;
    }

    /** The device has answered over that earlier flow: the transaction over the later one is abandoned. */
    private void takeFor(ClientTransaction<Flow> earlier) {
        ClientTransaction<Flow> later = transaction;
        if (later != null) later.abandon();
        transaction = earlier;
    }

    /** No further copy is sent: the branch is lost, unless an earlier copy may still be answered. */
    private void endOfWays(String why) {
        transaction = null;
        loseUnlessOneIsLeft(why);
    }

    private void loseUnlessOneIsLeft(String why) {
        if (transaction == null && silent.isEmpty()) lost(why);
    }

    /** Identity headers of a response are subject to the same trust rules as those of a request (RFC 3325 §5). */
    private SipResponse passedOn(SipResponse response, Flow flow) {
        Headers headers = response.headers();
        if (!AssertedIdentities.areIn(headers)) return response;
        boolean believed = context.settings().trust().covers(flow);
        return EditedResponse.of(response, AssertedIdentities.ending(headers, believed, owner::asksInTrust), out -> {});
    }

    private static boolean flowFailed(SipResponse response) {
        return response.code() == 430 || response.code() == 408;
    }

    /** A device that refuses message/cpim gets its content, once. @return whether it does */
    private boolean unwrapped(Flow flow, SipResponse response) {
        if (last || refusal != null || !owner.request().method().equals(Method.MESSAGE) || !copy.unwrap(response))
            return false;
        refusal = response;
        leaveLine();
        context.endpoint().execute(() -> {
            if (!done && !recalled) send(flow);
        });
        return true;
    }

    /** RFC 3261 §8.2.2.2: a device that takes it for a copy of the request that it refused says 482; the sender gets the refusal instead. */
    private SipResponse said(SipResponse response) {
        SipResponse first = refusal;
        return first != null && response.code() == 482 ? first : response;
    }

    /** RFC 3263 §4.3: tries the next hop, if any. RFC 3261 §21.5.4: only a peer that gives a Retry-After is avoided. @return whether there is one */
    private boolean unavailable(SipResponse response) {
        RetryAfter.of(response).ifPresent(ways::asksForRest);
        if (last || ways.left() == 0) return false;
        context.endpoint().execute(() -> next("503 from the last of the next hops"));
        return true;
    }

    @Override
    public void failed(ClientTransaction<Flow> from, ClientTransaction.Failure failure, String why) {
        if (silent.remove(from)) {
            loseUnlessOneIsLeft(why);
            return;
        }
        InetSocketAddress phone = instead;
        if (last || phone == null || failure != ClientTransaction.Failure.UNSENT) {
            noteAbsence(from.wire());
            turnBack(why);
            return;
        }
        instead = null;
        context.refusals().note(phone);
        context.endpoint().flow(Transport.UDP, phone).ifPresentOrElse(this::send, () -> lost(why));
    }

    private void noteAbsence(Flow flow) {
        if (flow.transport() == Transport.TCP && !flow.established())
            context.absences().note(flow.remote());
    }

    private void lost(String why) {
        if (done) return;
        end();
        owner.lost(this, why);
    }

    private void end() {
        done = true;
        if (isMessage())
            copy.target().device().ifPresent(device -> context.underway().remove(device, this));
        for (ClientTransaction<Flow> earlier : silent) earlier.abandon();
        silent.clear();
        context.endpoint().wheel().stop(this);
        context.endpoint().wheel().stop(turn);
        leaveLine();
    }

    private void leaveLine() {
        SilentPeerBreaker.Line left = line;
        line = null;
        if (left != null) left.leave();
    }

    /** Ends the branch: no retransmission, and a later answer is dropped. */
    void giveUp(String why) {
        if (done) return;
        ClientTransaction<Flow> pending = transaction;
        if (pending != null) pending.abandon();
        lost(why);
    }

    /** Sends no further copy; earlier copies may still be answered. */
    void goNoFurther() {
        if (done) return;
        last = true;
        if (transaction == null && silent.isEmpty()) lost("ended before it was sent");
    }

    /** Cancels the INVITE, now or after the first provisional response (RFC 3261 §9.1). */
    void cancel() {
        if (done || cancelled) return;
        cancelled = true;
        if (transaction == null) lost("cancelled before it was sent");
        else if (ringing) sendCancel();
    }

    private void sendCancel() {
        SipRequest sent = invite;
        ClientTransaction<Flow> pending = transaction;
        if (sent == null || pending == null) return;
        invite = null;
        context.endpoint().wheel().set(this, context.timers().timeout().toNanos());
        context.endpoint()
                .transactions()
                .sendCancel(InviteFollowUp.cancel(sent), pending.wire(), ClientTransaction.User.none());
    }

    /** The INVITE has no answer 64*T1 after its CANCEL: none is expected any more (RFC 3261 §9.1). Or the {@link #limit} is over. */
    @Override
    protected void rang() {
        giveUp(isInvite() ? "no answer to the CANCEL" : "no answer in time");
    }
}
