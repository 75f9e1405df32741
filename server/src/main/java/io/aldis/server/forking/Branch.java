package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Identities;
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

/** One branch of a fork, or a request alone: a copy under way, until its final answer or failure. For the event loop. */
final class Branch extends Alarm implements ClientTransaction.User<Flow>, Attempt {
    private static final MessageReader OWN = new MessageReader(Limits.DEFAULT);

    /** Whose request it carries. */
    interface Owner {
        SipRequest request();

        /** As {@link Attempt#sender}. */
        default String sender() {
            return "";
        }

        /** Whether who has asked is somebody whom we trust. */
        default boolean asksInTrust() {
            return false;
        }

        /** The target was looked for, and there is no way to it. */
        void nowhere(Location.Nowhere found);

        /** A copy goes out on that flow. */
        default void sent(Branch branch, Flow flow) {}

        void provisional(SipResponse response);

        /** @param again whether this branch has given its final answer before */
        void settled(Branch branch, SipResponse response, boolean again);

        /** No answer comes from that branch. */
        void lost(Branch branch, String why);
    }

    private final Forking courier;
    private final Owner owner;
    private BranchRequest copy;
    private @Nullable SipRequest invite;
    private @Nullable ClientTransaction<Flow> transaction;
    /** The UDP phone that is tried over TCP first. */
    private @Nullable InetSocketAddress instead;
    /** Its place among those who wait for a UDP phone. */
    private SilentPeerBreaker.@Nullable Line line;

    private NextHops ways;
    /** Of the patience, for each way but the last. */
    private Duration share = Duration.ZERO;

    private final Turn turn = new Turn();
    /** What went to the device over other flows, which were silent. */
    private final Set<ClientTransaction<Flow>> silent = new LinkedHashSet<>(0);
    /** Of the message/cpim that it carried before. */
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

    private boolean recalled; // nothing of it may go out any more; what went out may still be answered

    Branch(Forking courier, Owner owner, BranchRequest copy) {
        this.courier = courier;
        this.owner = owner;
        this.copy = copy;
        this.ways = NextHops.only(courier, Optional.empty());
    }

    BranchRequest copy() {
        return copy;
    }

    /** Notes what it has come to: {@link #code} of its final answer, or that there is none, and how long it asks to be left alone. */
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

    /** Whether the other side has shown that it is there. */
    boolean ringing() {
        return ringing;
    }

    void start() {
        began = courier.endpoint().wheel().now();
        if (isMessage())
            copy.target().device().ifPresent(device -> courier.underway().add(device, this));
        reach();
    }

    private boolean isMessage() {
        return owner.request().method().equals(Method.MESSAGE);
    }

    @Override
    public void limit(Duration most) {
        courier.endpoint().wheel().set(this, most.toNanos());
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
        return owner instanceof KeptFork fork && fork.handedOver();
    }

    @Override
    public boolean join(Target target) {
        return owner instanceof KeptFork fork && fork.join(target);
    }

    @Override
    public boolean joinable() {
        return owner instanceof KeptFork fork && fork.joinable();
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
        courier.endpoint().wheel().stop(turn);
    }

    void recall() {
        recalled = true;
        for (ClientTransaction<Flow> earlier : silent) earlier.sendNoMore();
        sendNoMore();
        goNoFurther();
    }

    @Override
    public void moveTo(Target target) {
        if (recalled || (owner instanceof Fork fork && !fork.mayMove(copy.target(), target)))
            giveUp("deleted, or taken by another device");
        if (done || cancelled) return;
        ClientTransaction<Flow> pending = transaction;
        transaction = null;
        if (pending != null) pending.abandon(); // the copy that follows has its branch, so an answer to it is heard
        copy = copy.to(target);
        leaveLine();
        reach();
    }

    private void reach() {
        copy.reach(found -> {
            found.nowhere().ifPresent(owner::nowhere);
            ways = found;
            share = courier.settings().patience().dividedBy(Math.max(1, found.left() + copy.others()));
            next(found.nowhere()
                    .map(Location.Nowhere::sentence)
                    .orElseGet(() -> "no way to " + copy.target().requestUri()));
        });
    }

    /** The next way, in a transaction of its own; the branch is lost for that reason when there is none. */
    private void next(String why) {
        if (done) return;
        leaveLine();
        if (cancelled) lost("cancelled before it was sent");
        else if (last) endOfWays(why);
        else ways.next().ifPresentOrElse(this::choose, () -> nextFlow(why));
    }

    /** The way that was tried leads nowhere. Not at once: whoever says so may be in the middle of sending. */
    private void turnBack(String why) {
        courier.endpoint().wheel().stop(turn);
        ways.failed();
        if (ways.left() == 0) nextFlow(why);
        else courier.endpoint().execute(() -> next(why));
    }

    /** RFC 5626 §7: another flow of the same device; the branch is lost for that reason when there is none. */
    private void nextFlow(String why) {
        if (!cancelled && (last || copy.others() == 0)) endOfWays(why);
        else if (done || cancelled) lost(why);
        else {
            copy = copy.overNextFlow();
            leaveLine();
            courier.endpoint().execute(this::reach);
        }
    }

    /** A way had its share of the patience and was silent. */
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

    /** RFC 3261 §18.1.1: what is too long for a datagram is tried over TCP first. */
    private void choose(Flow flow) {
        boolean rather = flow.transport() == Transport.UDP
                && copy.tooLongForUdp()
                && !isInvite()
                && !courier.refusals().holds(flow.remote());
        if (rather) instead = flow.remote();
        send(rather ? courier.connection(flow.remote()) : flow);
    }

    private boolean isInvite() {
        return owner.request().method().equals(Method.INVITE);
    }

    private void send(Flow flow) {
        if (flow.transport() == Transport.UDP && !isInvite()) {
            line = courier.silences().join(flow.remote()).orElse(null);
            if (line == null) {
                turnBack("many wait for " + flow + ", and it says nothing");
                return;
            }
        }
        if (ways.left() + copy.others() > 0) courier.endpoint().wheel().set(turn, share.toNanos());
        String branch = copy.branch();
        byte[] bytes = copy.bytes(flow, branch);
        if (flow.transport() == Transport.UDP && bytes.length > BranchRequest.LARGEST_DATAGRAM) {
            tooLarge(bytes);
            return;
        }
        owner.sent(this, flow);
        var transactions = courier.endpoint().transactions();
        if (!isInvite()) {
            transaction = transactions.send(bytes, branch, flow, this);
        } else if (OWN.read(bytes) instanceof Reading.Parsed(SipRequest forwarded)) {
            invite = forwarded;
            transaction = transactions.sendInvite(forwarded, branch, flow, this);
        } else {
            lost("the copy cannot be read");
        }
    }

    /** No datagram carries it and there is no other way: as if the device had said so. It is not absent, and will never take it. */
    private void tooLarge(byte[] bytes) {
        leaveLine();
        courier.endpoint().wheel().stop(turn);
        if (ways.left() + copy.others() > 0) {
            turnBack("too large for UDP");
        } else if (!silent.isEmpty()) {
            endOfWays("too large for UDP");
        } else if (OWN.read(bytes) instanceof Reading.Parsed(SipRequest unsent)) {
            end();
            String tag = courier.endpoint().tags().of(owner.request());
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
        courier.endpoint().wheel().stop(turn);
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
     * Whether an answer says something of one flow only, while the device may answer over another: this one has failed, or the device has
     * had the request over the other and takes this for a merged one (RFC 3261 §8.2.2.2).
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
        courier.endpoint().wheel().stop(turn);
        if (flowFailed(response)) nextFlow("430 from the last of its flows");
        else transaction = null;
        return true;
    }

    /** The device has answered over that flow: what it got over a later one is no more waited for. */
    private void takeFor(ClientTransaction<Flow> earlier) {
        ClientTransaction<Flow> later = transaction;
        if (later != null) later.abandon();
        transaction = earlier;
    }

    /** No further copy is sent: the branch is lost, unless one that was sent may still be answered. */
    private void endOfWays(String why) {
        transaction = null;
        loseUnlessOneIsLeft(why);
    }

    private void loseUnlessOneIsLeft(String why) {
        if (transaction == null && silent.isEmpty()) lost(why);
    }

    /** What an answer says about who gives it is held to the same as what a request says (RFC 3325 §5). */
    private SipResponse passedOn(SipResponse response, Flow flow) {
        Headers headers = response.headers();
        if (!Identities.areIn(headers)) return response;
        boolean believed = courier.settings().trust().covers(flow);
        return EditedResponse.of(response, Identities.ending(headers, believed, owner::asksInTrust), out -> {});
    }

    private static boolean flowFailed(SipResponse response) {
        return response.code() == 430 || response.code() == 408;
    }

    /** A device that takes no message/cpim gets what is in it, once. @return whether it does */
    private boolean unwrapped(Flow flow, SipResponse response) {
        if (last || refusal != null || !owner.request().method().equals(Method.MESSAGE) || !copy.unwrap(response))
            return false;
        refusal = response;
        leaveLine();
        courier.endpoint().execute(() -> {
            if (!done && !recalled) send(flow);
        });
        return true;
    }

    /** RFC 3261 §8.2.2.2: who takes it for another copy of what he has refused says 482, which means nothing to its sender. */
    private SipResponse said(SipResponse response) {
        SipResponse first = refusal;
        return first != null && response.code() == 482 ? first : response;
    }

    /** RFC 3263 §4.3: the next one, if there is one. RFC 3261 §21.5.4: only who says how long is left alone. @return whether there is */
    private boolean unavailable(SipResponse response) {
        RetryAfter.of(response).ifPresent(ways::asksForRest);
        if (last || ways.left() == 0) return false;
        courier.endpoint().execute(() -> next("503 from the last of the next hops"));
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
        courier.refusals().note(phone);
        courier.endpoint().flow(Transport.UDP, phone).ifPresentOrElse(this::send, () -> lost(why));
    }

    private void noteAbsence(Flow flow) {
        if (flow.transport() == Transport.TCP && !flow.established())
            courier.absences().note(flow.remote());
    }

    private void lost(String why) {
        if (done) return;
        end();
        owner.lost(this, why);
    }

    private void end() {
        done = true;
        if (isMessage())
            copy.target().device().ifPresent(device -> courier.underway().remove(device, this));
        for (ClientTransaction<Flow> earlier : silent) earlier.abandon();
        silent.clear();
        courier.endpoint().wheel().stop(this);
        courier.endpoint().wheel().stop(turn);
        leaveLine();
    }

    private void leaveLine() {
        SilentPeerBreaker.Line left = line;
        line = null;
        if (left != null) left.leave();
    }

    /** Nobody waits for it any more: it is not repeated, and what it answers is dropped. */
    void giveUp(String why) {
        if (done) return;
        ClientTransaction<Flow> pending = transaction;
        if (pending != null) pending.abandon();
        lost(why);
    }

    /** Sends no further copy; what was sent may still be answered. */
    void goNoFurther() {
        if (done) return;
        last = true;
        if (transaction == null && silent.isEmpty()) lost("ended before it was sent");
    }

    /** Stops the INVITE, now or as soon as the other side has shown that it is there (RFC 3261 §9.1). */
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
        courier.endpoint().wheel().set(this, courier.timers().timeout().toNanos());
        courier.endpoint()
                .transactions()
                .sendCancel(InviteFollowUp.cancel(sent), pending.wire(), ClientTransaction.User.none());
    }

    /** A CANCEL has been out for 64*T1 and the INVITE has no answer: there will be none (RFC 3261 §9.1). Or the {@link #limit}. */
    @Override
    protected void rang() {
        giveUp(isInvite() ? "no answer to the CANCEL" : "no answer in time");
    }
}
