package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.Method;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.dialog.Dialog;
import io.aldis.sip.dialog.DialogId;
import io.aldis.sip.dialog.Entry;
import io.aldis.sip.dialog.Formation;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The calls of an agent, in and out, and what comes in for them: finds the dialog of a request (RFC 3261 §12.2.2), and makes new ones
 * from INVITEs (§13.3).
 */
final class Calls {
    /** Seconds (RFC 3261 §14.2). */
    private static final int LONGEST_WHILE = 10;

    private static final Set<Method> OURS = Set.of(Method.INVITE, Method.BYE, Method.INFO);

    private final Requests requests;
    private final Plan plan;
    private final Lanes lanes;
    private final Map<DialogId, Line> lines = new HashMap<>();
    private final Set<Dialling> dialling = new HashSet<>();

    Calls(Requests requests, Plan plan, Lanes lanes) {
        this.requests = requests;
        this.plan = plan;
        this.lanes = lanes;
    }

    Requests requests() {
        return requests;
    }

    SipEndpoint endpoint() {
        return requests.endpoint();
    }

    Plan plan() {
        return plan;
    }

    /** From any thread. @return false when the agent is closed, and so are its calls */
    boolean onLoop(Runnable work) {
        try {
            endpoint().execute(work);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    /** Runs user code, off the loop. @return false when too much of it waits already */
    boolean tell(String lane, Runnable news) {
        return lanes.offer(lane, news);
    }

    // ---- out

    /** @param then hears the answer, once, on the loop */
    Dialling dial(Invitation invitation, Consumer<CallAnswer> then) {
        var placed = new Dialling(this, invitation, then);
        dialling.add(placed);
        placed.start();
        return placed;
    }

    void dialled(Dialling over) {
        dialling.remove(over);
    }

    // ---- the dialogs

    void add(Line line) {
        lines.put(line.id(), line);
    }

    void remove(Line line) {
        lines.remove(line.id(), line);
    }

    /** The call that this request belongs to; empty for one outside of calls. */
    Optional<Call> around(SipRequest request) {
        return Optional.ofNullable(lines.get(DialogId.of(request))).map(Line::call);
    }

    // ---- in

    /** Whether another call would be answered 486 (RFC 3261 §21.4.18), which an OPTIONS may want to know (§11.2). */
    boolean busy() {
        return rings() && lines.size() >= plan.bell().most();
    }

    /** Whether anybody hears of calls; if not, no INVITE is allowed here. */
    boolean rings() {
        return plan.bell().listener().isPresent();
    }

    /**
     * Whether a call is what such a request is for. Who hears of no calls may still have placed one, and be asked things inside of
     * it.
     */
    boolean allow(SipRequest request) {
        Method method = request.method();
        return OURS.contains(method) && (rings() || DialogId.isInside(request));
    }

    /**
     * Takes a request when it is the business of a call.
     *
     * @return false for one that is to be answered as any other: inside of a call, in order, and of a method that is none of the call's
     */
    boolean takes(ServerTransaction<Flow> transaction, Flow flow) {
        SipRequest request = transaction.request();
        if (DialogId.isInside(request)) return inside(transaction, flow);
        if (request.method().equals(Method.INVITE)) {
            invited(transaction, flow);
            return true;
        }
        boolean needsCall =
                request.method().equals(Method.BYE) || request.method().equals(Method.INFO);
        if (needsCall) refuse(transaction, Status.of(481));
        return needsCall;
    }

    private boolean inside(ServerTransaction<Flow> transaction, Flow flow) {
        SipRequest request = transaction.request();
        var line = Optional.ofNullable(lines.get(DialogId.of(request)));
        if (line.isEmpty()) {
            refuse(transaction, Status.of(481));
            return true;
        }
        return switch (line.get().dialog().check(request)) {
            case Entry.OutOfOrder wrong -> {
                refuse(transaction, Status.of(500, wrong.sentence()));
                yield true;
            }
            case Entry.InOrder(Dialog counted) -> line.get().takes(transaction, flow, counted);
        };
    }

    private void invited(ServerTransaction<Flow> transaction, Flow flow) {
        SipRequest invite = transaction.request();
        String tag = plan.tokens().tag();
        switch (Dialog.called(invite, tag)) {
            case Formation.Unusable(var sentence) -> refuse(transaction, Status.of(400, sentence));
            case Formation.Formed _
            when lines.values().stream().anyMatch(line -> line.isOf(invite)) -> refuse(transaction, Status.of(482));
            case Formation.Formed _ when busy() -> refuse(transaction, Status.of(486));
            case Formation.Formed(Dialog dialog) -> new Ringing(this, transaction, flow, dialog).start();
        }
    }

    /** @return whether there is an INVITE that this CANCEL ends (RFC 3261 §9.2) */
    boolean cancelled(SipRequest cancel) {
        Optional<ServerTransaction<Flow>> invite = endpoint().transactions().invitedBy(cancel);
        invite.ifPresent(ServerTransaction::cancelled);
        return invite.isPresent();
    }

    void acknowledged(SipRequest ack) {
        Optional.ofNullable(lines.get(DialogId.of(ack))).ifPresent(line -> line.acknowledged(ack));
    }

    void refuse(ServerTransaction<Flow> transaction, Status status) {
        transaction.answer(begin(transaction.request(), status).build());
    }

    /** Another try in a while may go better (RFC 3261 §14.2). */
    void refuseForNow(ServerTransaction<Flow> transaction) {
        int seconds = plan.tokens().random().nextInt(LONGEST_WHILE + 1);
        transaction.answer(begin(transaction.request(), Status.of(500, "An INVITE is pending"))
                .header(HeaderName.RETRY_AFTER, Integer.toString(seconds))
                .build());
    }

    private MessageBuilder<SipResponse> begin(SipRequest request, Status status) {
        return plan.answer(request, status, endpoint().tags().of(request));
    }

    /** An answer to an INVITE that says where we are, and what we can (RFC 3261 §12.1.1, §13.3.1.4). */
    MessageBuilder<SipResponse> beginAnswer(SipRequest invite, int code, String tag, Flow flow) {
        return plan.answer(invite, Status.of(code), tag)
                .header(
                        HeaderName.CONTACT,
                        NameAddr.of(requests.reach().contact(flow)).toString())
                .header(HeaderName.ALLOW, Reception.allowed(plan, true));
    }

    // ---- the end

    /** Gives up what rings and hangs up what is up. @param then runs when the other sides have answered that */
    void close(Runnable then) {
        for (Dialling placed : List.copyOf(dialling)) placed.close();
        var farewells = List.copyOf(lines.values()).stream().map(Line::farewell).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(farewells).thenRun(then);
    }
}
