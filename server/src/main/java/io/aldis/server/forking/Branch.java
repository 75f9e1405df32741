package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.AssertedIdentities;
import io.aldis.server.Target;
import io.aldis.sip.Headers;
import io.aldis.sip.Method;
import io.aldis.sip.OnEventLoop;
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
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One branch of a fork, or of a request to one target, until its final answer or failure. Runs {@link BranchState}: feeds events to it and
 * performs its actions.
 */
@OnEventLoop
final class Branch extends Alarm implements ClientTransaction.User<Flow>, Attempt, BranchState.Facts {
    private static final MessageReader OWN = new MessageReader(Limits.DEFAULT);

    private final ForkingContext context;
    private final BranchOwner owner;
    private final long began;
    private final HopTimer hopTimer = new HopTimer();
    /** Transactions over earlier flows of the device that were not answered. */
    private final Set<ClientTransaction<Flow>> earlier = new LinkedHashSet<>(0);

    private BranchState state = BranchState.START;
    private BranchRequest copy;
    private NextHops nextHops;
    private @Nullable ClientTransaction<Flow> transaction;
    private Outcome outcome = Outcome.UNDERWAY;

    /**
     * What the owner has noted.
     *
     * @param code of the final answer; zero when none came
     * @param retryAfter of the device
     */
    private record Outcome(boolean underway, int code, Duration retryAfter) {
        static final Outcome UNDERWAY = new Outcome(true, 0, Duration.ZERO);
    }

    Branch(ForkingContext context, BranchOwner owner, BranchRequest copy) {
        this.context = context;
        this.owner = owner;
        this.copy = copy;
        this.nextHops = NextHops.only(context, Optional.empty());
        this.began = context.endpoint().wheel().now();
    }

    BranchRequest copy() {
        return copy;
    }

    /** Records the result: {@link #code} of the final answer, or that there is none, and the Retry-After of the device. */
    void note(int code, Duration retryAfter) {
        outcome = new Outcome(false, code, retryAfter);
    }

    Duration retryAfter() {
        return outcome.retryAfter();
    }

    boolean underway() {
        return outcome.underway();
    }

    int code() {
        return outcome.code();
    }

    /** Whether the peer has sent a provisional response. */
    boolean ringing() {
        return state.isRinging();
    }

    private boolean isMessage() {
        return owner.request().method().equals(Method.MESSAGE);
    }

    private boolean isInvite() {
        return owner.request().method().equals(Method.INVITE);
    }

    // ---- attempt

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
        if (pending != null && !state.isDone() && !state.isRecalled()) pending.sendAgain();
    }

    @Override
    public void sendNoMore() {
        ClientTransaction<Flow> pending = transaction;
        if (pending != null) pending.sendNoMore();
        context.endpoint().wheel().stop(hopTimer);
    }

    @Override
    public void moveTo(Target target) {
        String deleted = "deleted, or taken by another device";
        if (!owner.mayMove(copy.target(), target)) {
            giveUp(deleted);
            return;
        }
        if (state.mayMove()) copy = copy.to(target);
        on(BranchState.Event.MOVE, deleted);
    }

    // ---- facts

    @Override
    public boolean hopsLeft() {
        return nextHops.left() > 0;
    }

    @Override
    public boolean flowsLeft() {
        return copy.others() > 0;
    }

    @Override
    public boolean earlierLeft() {
        return !earlier.isEmpty();
    }

    @Override
    public boolean mayOverlap() {
        return copy.mayOverlap();
    }

    // ---- events

    void start() {
        if (isMessage())
            copy.target().device().ifPresent(device -> context.underway().add(device, this));
        reach();
    }

    /** Ends the branch: no retransmission, and a later answer is dropped. */
    void giveUp(String why) {
        on(BranchState.Event.GIVE_UP, why);
    }

    /** Sends no further copy; earlier copies may still be answered. */
    void goNoFurther() {
        on(BranchState.Event.LAST, "ended before it was sent");
    }

    void recall() {
        on(BranchState.Event.RECALL, "ended before it was sent");
    }

    /** Cancels the INVITE, now or after the first provisional response (RFC 3261 §9.1). */
    void cancel() {
        on(BranchState.Event.CANCEL, "cancelled before it was sent");
    }

    /** The INVITE has no answer 64*T1 after its CANCEL: none is expected any more (RFC 3261 §9.1). Or the {@link #limit} is over. */
    @Override
    protected void rang() {
        giveUp(isInvite() ? "no answer to the CANCEL" : "no answer in time");
    }

    /** Fires when a next hop has not answered within its share of the wait. */
    private final class HopTimer extends Alarm {
        @Override
        protected void rang() {
            on(BranchState.Event.HOP_SILENT, "no answer in time");
        }
    }

    @Override
    public void response(ClientTransaction<Flow> from, SipResponse given) {
        SipResponse response = passedOn(given, from.wire());
        nextHops.heard();
        if (from == transaction) nextHops.answered();
        if (response.status().provisional()) {
            on(BranchState.Event.PROVISIONAL, "", response);
            return;
        }
        boolean overEarlierFlow = earlier.remove(from);
        if (overEarlierFlow && speaksOfOneFlow(response)) {
            on(BranchState.Event.EARLIER_LOST, "no answer but over flows that failed");
            return;
        }
        if (overEarlierFlow) takeFor(from);
        context.endpoint().wheel().stop(hopTimer);
        BranchState.Event event = state.isDone() ? BranchState.Event.ANSWERED : meaning(response);
        boolean flow = event == BranchState.Event.FLOW_FAILED;
        on(event, flow ? "430 from the last of its flows" : "503 from the last of the next hops", response);
    }

    /** Identity headers of a response are subject to the same trust rules as those of a request (RFC 3325 §5). */
    private SipResponse passedOn(SipResponse response, Flow flow) {
        Headers headers = response.headers();
        if (!AssertedIdentities.areIn(headers)) return response;
        boolean believed = context.settings().trust().covers(flow);
        return EditedResponse.of(response, AssertedIdentities.ending(headers, believed, owner::asksInTrust), out -> {});
    }

    /**
     * Whether an answer over an earlier flow concerns that flow only, while the device may answer over another: that flow has failed, or the
     * device has had the request over another flow and takes this one for a merged request (RFC 3261 §8.2.2.2).
     */
    private static boolean speaksOfOneFlow(SipResponse response) {
        return response.code() == 482 || flowFailed(response);
    }

    private static boolean flowFailed(SipResponse response) {
        return response.code() == 430 || response.code() == 408;
    }

    /** The device has answered over that earlier flow: the transaction over the later one is abandoned. */
    private void takeFor(ClientTransaction<Flow> answered) {
        abandon();
        transaction = answered;
    }

    /** RFC 3261 §21.5.4: only a peer that gives a Retry-After is avoided. */
    private BranchState.Event meaning(SipResponse response) {
        if (response.code() == 503) {
            RetryAfter.of(response).ifPresent(nextHops::asksForRest);
            return BranchState.Event.UNAVAILABLE;
        }
        if (flowFailed(response)) return BranchState.Event.FLOW_FAILED;
        if (response.code() == 482) return BranchState.Event.MERGED;
        boolean withoutCpim = response.code() == 415 && isMessage() && !state.isLast() && copy.unwrap(response);
        return withoutCpim ? BranchState.Event.CPIM_REFUSED : BranchState.Event.ANSWERED;
    }

    @Override
    public void failed(ClientTransaction<Flow> from, ClientTransaction.Failure failure, String why) {
        if (earlier.remove(from)) {
            on(BranchState.Event.EARLIER_LOST, why);
            return;
        }
        boolean refused = failure == ClientTransaction.Failure.UNSENT && nextHops.isTcpInsteadOfUdp();
        if (refused && !state.isLast()) {
            on(BranchState.Event.TCP_REFUSED, why);
            return;
        }
        Flow flow = from.wire();
        if (flow.transport() == Transport.TCP && !flow.established())
            context.absences().note(flow.remote());
        on(BranchState.Event.HOP_FAILED, why);
    }

    private void on(BranchState.Event event, String why) {
        on(event, why, null);
    }

    private void on(BranchState.Event event, String why, @Nullable SipResponse response) {
        BranchState.Transition transition = state.on(event, this);
        state = state.after(event, transition);
        List<BranchState.Action> actions = transition.actions();
        for (int i = 0; i < actions.size(); i++) perform(actions.get(i), why, response);
    }

    // ---- actions

    private void perform(BranchState.Action action, String why, @Nullable SipResponse response) {
        switch (action) {
            case TRY_NEXT_HOP -> tryNextHop(why);
            case TRY_SOON -> context.endpoint().execute(() -> on(BranchState.Event.TRY, why));
            case NEXT_FLOW -> nextFlow();
            case REACH -> reach();
            case SEND_WITHOUT_CPIM -> sendWithoutCpim();
            case SEND_OVER_UDP -> nextHops.udpInsteadOfTcp().ifPresentOrElse(this::send, () -> giveUp(why));
            case SEND_CANCEL -> sendCancel();
            case SEND_NO_MORE -> {
                for (ClientTransaction<Flow> each : earlier) each.sendNoMore();
                sendNoMore();
            }
            case NOTE_FAILURE -> {
                context.endpoint().wheel().stop(hopTimer);
                nextHops.failed();
            }
            case ABANDON -> abandon();
            case KEEP_EARLIER -> {
                ClientTransaction<Flow> pending = transaction;
                if (pending != null) earlier.add(pending);
                transaction = null;
            }
            case PASS_PROVISIONAL -> {
                if (response != null) owner.provisional(response);
            }
            case SETTLE -> end(why, response, false);
            case SETTLE_AGAIN -> end(why, response, true);
            case LOSE -> end(why, null, false);
        }
    }

    private void reach() {
        nextHops.leave();
        BranchRequest asked = copy;
        copy.reach(found -> {
            if (asked != copy) return; // the device has moved meanwhile
            found.nowhere().ifPresent(owner::nowhere);
            if (!state.isLooking()) return;
            nextHops.leave();
            nextHops = found;
            on(BranchState.Event.TRY, "");
        });
    }

    /** Tries the next hop in a transaction of its own. */
    private void tryNextHop(String why) {
        nextHops.leave();
        nextHops.next().ifPresentOrElse(this::choose, () -> on(BranchState.Event.NO_HOP, why));
    }

    /** RFC 5626 §7: tries another flow of the same device. */
    private void nextFlow() {
        copy = copy.overNextFlow();
        nextHops.leave();
        context.endpoint().execute(() -> {
            if (state.isLooking()) reach();
        });
    }

    /** RFC 3261 §18.1.1: a request that is too long for a datagram is tried over TCP first. */
    private void choose(Flow flow) {
        boolean overTcp = flow.transport() == Transport.UDP
                && copy.tooLongForUdp()
                && !isInvite()
                && !context.refusals().holds(flow.remote());
        send(overTcp ? nextHops.tcpInsteadOfUdp(flow.remote()) : flow);
    }

    private void send(Flow flow) {
        if (!isInvite() && !nextHops.enter(flow)) {
            on(BranchState.Event.HOP_FAILED, "many requests wait for " + flow + ", which does not answer");
            return;
        }
        if (hopsLeft() || flowsLeft())
            context.endpoint()
                    .wheel()
                    .set(hopTimer, nextHops.timePerHop(copy.others()).toNanos());
        String branch = copy.branch();
        byte[] bytes = copy.bytes(flow, branch);
        if (flow.transport() == Transport.UDP && bytes.length > BranchRequest.LARGEST_DATAGRAM) {
            tooLarge(bytes);
            return;
        }
        owner.sent(this, flow);
        on(BranchState.Event.SENT, "");
        var transactions = context.endpoint().transactions();
        transaction = null;
        if (!isInvite()) sentIn(transactions.send(bytes, branch, flow, this));
        else if (OWN.read(bytes) instanceof Reading.Parsed(SipRequest invite))
            sentIn(transactions.sendInvite(invite, branch, flow, this));
        else giveUp("the copy cannot be read");
    }

    /** A request that could not be sent may have been followed by another one already. */
    private void sentIn(ClientTransaction<Flow> started) {
        if (transaction == null && state.isSent()) transaction = started;
    }

    /** No datagram can carry the request. If nothing else is left, that is a 513 of the device, which is not absent and cannot take it. */
    private void tooLarge(byte[] bytes) {
        nextHops.leave();
        context.endpoint().wheel().stop(hopTimer);
        String tag = context.endpoint().tags().of(owner.request());
        SipResponse refusal = OWN.read(bytes) instanceof Reading.Parsed(SipRequest unsent)
                ? unsent.answer(Status.of(513), tag).build()
                : null;
        on(BranchState.Event.TOO_LARGE, "too large for UDP", refusal);
    }

    /** A device that refuses message/cpim gets its content, once. */
    private void sendWithoutCpim() {
        ClientTransaction<Flow> refused = transaction;
        nextHops.leave();
        if (refused == null) return;
        context.endpoint().execute(() -> {
            if (!state.isLooking()) return;
            if (state.isLast()) on(BranchState.Event.TRY, "ended before it was sent");
            else send(refused.wire());
        });
    }

    private void sendCancel() {
        ClientTransaction<Flow> pending = transaction;
        SipRequest invite = pending == null ? null : pending.invite().orElse(null);
        if (pending == null || invite == null) return;
        context.endpoint().wheel().set(this, context.timers().timeout().toNanos());
        context.endpoint()
                .transactions()
                .sendCancel(InviteFollowUp.cancel(invite), pending.wire(), ClientTransaction.User.none());
    }

    private void abandon() {
        ClientTransaction<Flow> pending = transaction;
        if (pending != null) pending.abandon();
        transaction = null;
        context.endpoint().wheel().stop(hopTimer);
    }

    /** @param response the final one, if there is any */
    private void end(String why, @Nullable SipResponse response, boolean again) {
        if (isMessage())
            copy.target().device().ifPresent(device -> context.underway().remove(device, this));
        for (ClientTransaction<Flow> each : earlier) each.abandon();
        earlier.clear();
        context.endpoint().wheel().stop(this);
        context.endpoint().wheel().stop(hopTimer);
        nextHops.leave();
        if (response != null) owner.settled(this, copy.passedBack(response), again);
        else owner.lost(this, why.isEmpty() ? noWay() : why);
    }

    private String noWay() {
        return nextHops.nowhere()
                .map(Location.Nowhere::sentence)
                .orElseGet(() -> "no way to " + copy.target().requestUri());
    }
}
