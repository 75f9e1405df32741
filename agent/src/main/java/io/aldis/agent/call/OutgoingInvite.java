package io.aldis.agent.call;

import io.aldis.agent.AgentEvents;
import io.aldis.agent.CallAnswer;
import io.aldis.agent.Content;
import io.aldis.agent.Failure;
import io.aldis.agent.Invitation;
import io.aldis.agent.RefusalDetails;
import io.aldis.agent.send.ChallengeState;
import io.aldis.agent.send.HopSelector;
import io.aldis.agent.send.MessageRequest;
import io.aldis.agent.send.RequestAuth;
import io.aldis.agent.send.RequestDraft;
import io.aldis.agent.send.RouteSet;
import io.aldis.net.Flow;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.dialog.Dialog;
import io.aldis.sip.dialog.Formation;
import io.aldis.sip.locate.NextHop;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.ClientTransaction;
import io.aldis.sip.transaction.InviteFollowUp;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * An outgoing call, until no more answer to its INVITE is expected (RFC 3261 §13.2). The alarm fires when the time of the invitation is over.
 *
 * <pre>
 *   start ──► calling ──2xx: ACK──► taken ──2xx of another branch: ACK, BYE──┐
 *               │ ▲─401, 407         ▲───────────────────────────────────────┘
 *               │ ▲─503, no connection: the next hop behind it
 *               ├──300-699──► refused
 *               └──give up: CANCEL──► given up ──2xx: ACK, BYE
 * </pre>
 */
final class OutgoingInvite extends Alarm {
    private static final int MOST_BRANCHES = 32;

    private final CallContext context;
    private final CallTable calls;
    private final Invitation invitation;
    private final Consumer<CallAnswer> then;
    private final RequestAuth auth;
    private final AtomicLong sequence = new AtomicLong();
    private final RequestDraft draft;
    private final ArrayDeque<NextHop> further = new ArrayDeque<>();
    private final Map<String, CallSession> early = new HashMap<>();
    private final Map<String, Runnable> acknowledged = new HashMap<>();
    private Optional<Sent> sent = Optional.empty();
    private boolean heard;
    private boolean cancelled;
    private Optional<Failure> givenUp = Optional.empty();
    private boolean answered;

    /** The INVITE in progress. */
    private record Sent(
            SipRequest invite,
            Flow flow,
            ClientTransaction<Flow> transaction,
            List<ChallengeState.Credential> credentials) {}

    /** @param then called with the answer, once, on the loop */
    OutgoingInvite(CallContext context, CallTable calls, Invitation invitation, Consumer<CallAnswer> then) {
        this.context = context;
        this.calls = calls;
        this.invitation = invitation;
        this.then = then;
        this.auth = context.send().auth().forRequest(Method.INVITE);
        this.draft = draft();
    }

    private RequestDraft draft() {
        Content.Bytes session = invitation.session();
        var headers = new RequestDraft.DialogHeaders(
                context.me().from(context.send().ids().tag()),
                NameAddr.of(MessageRequest.addressOf(invitation.to())),
                context.send().ids().callId(),
                sequence::incrementAndGet);
        var payload = RequestDraft.Payload.of(
                (request, flow) -> request.header(HeaderName.CONTACT, CallResponses.contact(context, flow))
                        .header(HeaderName.ALLOW, CallResponses.allow(context))
                        .header(HeaderName.CONTENT_TYPE, session.type())
                        .body(session.bytes()));
        return new RequestDraft(
                Method.INVITE,
                invitation.to() instanceof SipUri sip ? sip.asRequestUri() : invitation.to(),
                headers,
                RequestDraft.Routing.of(
                        new RouteSet(context.settings().sending().route())),
                payload);
    }

    void start() {
        context.send().endpoint().wheel().set(this, invitation.patience().toNanos());
        context.sender().find(draft, this::sendTo, failure -> end(new CallAnswer.Failed(failure)));
    }

    // ---- sending

    private void sendTo(List<NextHop> hops) {
        further.addAll(hops);
        send(further.remove());
    }

    private void send(NextHop hop) {
        if (answered) return; // cancelled during the look-up of the name
        switch (context.send().hops().select(hop, further.isEmpty())) {
            case HopSelector.Selected.Unusable(var why) -> orNext(new CallAnswer.Failed(why));
            case HopSelector.Selected.Ready(var flow) -> send(hop, flow);
        }
    }

    /** Tries the next hop; when there is none, or the call was cancelled, the call has this answer. */
    private void orNext(CallAnswer otherwise) {
        if (givenUp.isPresent()) end(new CallAnswer.Failed(givenUp.get()));
        else if (further.isEmpty()) end(otherwise);
        else send(further.remove());
    }

    private void send(NextHop hop, Flow flow) {
        String branch = context.send().ids().branch();
        List<ChallengeState.Credential> credentials = auth.credentials(Method.INVITE, draft.requestUri());
        long cseq = sequence.incrementAndGet();
        SipRequest invite = draft.write(new RequestDraft.Try(
                flow, branch, cseq, credentials, context.send().software()));
        heard = false;
        var listener = new Listener(hop, flow, cseq);
        context.send().events().sending(listener.attempt);
        var transaction = context.send().endpoint().transactions().sendInvite(invite, branch, flow, listener);
        if (!answered) sent = Optional.of(new Sent(invite, flow, transaction, credentials));
    }

    // ---- responses

    private final class Listener implements ClientTransaction.User<Flow> {
        private final NextHop hop;
        private final Flow flow;
        private final AgentEvents.Attempt attempt;

        Listener(NextHop hop, Flow flow, long cseq) {
            this.hop = hop;
            this.flow = flow;
            this.attempt = new AgentEvents.Attempt(
                    Method.INVITE.name(), draft.headers().callId(), hop.toString(), cseq);
        }

        @Override
        public void response(ClientTransaction<Flow> transaction, SipResponse response) {
            context.send().hops().answered(hop, response);
            if (response.status().provisional()) {
                provisional(response);
                return;
            }
            context.send().events().answered(attempt, response.code());
            if (response.status().success()) success(response);
            else refused(response, hop);
        }

        @Override
        public void failed(ClientTransaction<Flow> transaction, ClientTransaction.Failure failure, String why) {
            context.send().events().failed(attempt, why);
            context.send().hops().failed(hop, flow, failure);
            Failure found =
                    HopSelector.failure(hop, flow, failure, why, context.send().patience());
            if (found instanceof Failure.Unreachable) orNext(new CallAnswer.Failed(found));
            else end(new CallAnswer.Failed(givenUp.orElse(found)));
        }
    }

    /** A provisional response with a To tag makes an early dialog, in which the peer may send messages already (RFC 3261 §13.2.2.1). */
    private void provisional(SipResponse response) {
        heard = true;
        if (givenUp.isPresent()) cancel();
        String tag = response.to().tag();
        if (answered || tag.isEmpty() || response.code() == 100 || early.containsKey(tag) || crowded()) return;
        if (formed(response) instanceof Formation.Formed(Dialog dialog)) early.put(tag, calls.add(dialog));
    }

    private Formation formed(SipResponse response) {
        return sent.map(each -> Dialog.calling(each.invite(), response))
                .orElseGet(() -> new Formation.Unusable("no INVITE is sent"));
    }

    /** The first 2xx makes the call; 2xx of other branches get ACK and BYE; retransmitted ones get another ACK (RFC 3261 §13.2.2.4). */
    private void success(SipResponse response) {
        String tag = response.to().tag();
        Runnable again = acknowledged.get(tag);
        if (again != null) again.run();
        else if (early.containsKey(tag) || !crowded()) taken(response, tag);
    }

    /** Limit on branches; no real network forks that wide, but forged responses may claim so. */
    private boolean crowded() {
        return early.size() + acknowledged.size() >= MOST_BRANCHES;
    }

    private void taken(SipResponse response, String tag) {
        switch (formed(response)) {
            case Formation.Unusable(var sentence) ->
                end(new CallAnswer.Failed(
                        new Failure.NoRoute(invitation.to().text(), "its answer cannot be used: " + sentence)));
            case Formation.Formed(Dialog dialog) -> {
                var session = Optional.ofNullable(early.remove(tag)).orElseGet(() -> calls.add(dialog));
                session.up(dialog);
                session.media().said(invitation.session());
                session.media().heard(response);
                acknowledge(session, tag);
                if (answered) session.unwanted();
                else
                    end(givenUp.<CallAnswer>map(CallAnswer.Failed::new).orElseGet(() -> new CallAnswer.Taken(session)));
                if (givenUp.isPresent()) session.unwanted();
            }
        }
    }

    private void acknowledge(CallSession session, String tag) {
        sent.ifPresent(each -> {
            var ack = new AckSender(context, session.now(), each.invite().cseq().number(), each.credentials());
            acknowledged.put(tag, ack::send);
            ack.send();
        });
    }

    private void refused(SipResponse response, NextHop hop) {
        if (givenUp.isEmpty() && auth.opens(response)) {
            send(hop);
            return;
        }
        var refused = new CallAnswer.Refused(RefusalDetails.of(response));
        if (response.code() == 503) unavailable(hop, refused);
        else end(givenUp.<CallAnswer>map(CallAnswer.Failed::new).orElse(refused));
    }

    /** Tries another server (RFC 3261 §21.5.4), but not the same one over another transport. */
    private void unavailable(NextHop hop, CallAnswer refused) {
        further.removeIf(each -> each.address().equals(hop.address()));
        orNext(refused);
    }

    // ---- the end

    @Override
    protected void rang() {
        if (givenUp.isPresent()) {
            sent.ifPresent(each -> each.transaction().abandon());
            end(new CallAnswer.Failed(givenUp.get()));
        } else {
            giveUp(new Failure.NoAnswer(invitation.to().text(), invitation.patience()));
        }
    }

    /** Cancels after the first provisional response (RFC 3261 §9.1), and waits for the final response at most 64*T1. */
    void giveUp(Failure why) {
        if (answered || givenUp.isPresent()) return;
        givenUp = Optional.of(why);
        if (sent.isEmpty()) {
            end(new CallAnswer.Failed(why));
            return;
        }
        context.send().endpoint().wheel().set(this, context.send().patience().toNanos());
        if (heard) cancel();
    }

    /** The agent closes: the application is answered now, and the INVITE is cancelled if possible. */
    void close() {
        var why = new Failure.Closed();
        givenUp = Optional.of(why);
        if (heard) cancel();
        end(new CallAnswer.Failed(why));
    }

    private void cancel() {
        if (cancelled) return;
        cancelled = true;
        sent.ifPresent(each -> context.send()
                .endpoint()
                .transactions()
                .sendCancel(InviteFollowUp.cancel(each.invite()), each.flow(), CancelListener.INSTANCE));
    }

    /** Ignores the responses to a CANCEL: the INVITE is answered in any case. */
    private static final class CancelListener implements ClientTransaction.User<Flow> {
        private static final CancelListener INSTANCE = new CancelListener();

        @Override
        public void response(ClientTransaction<Flow> transaction, SipResponse response) {
            // the INVITE is answered too
        }

        @Override
        public void failed(ClientTransaction<Flow> transaction, ClientTransaction.Failure failure, String why) {
            // the INVITE fails too
        }
    }

    /** Early dialogs end with their INVITE (RFC 3261 §12.3); the transaction still gets retransmitted and forked answers. */
    private void end(CallAnswer answer) {
        if (answered) return;
        answered = true;
        context.send().endpoint().wheel().stop(this);
        for (CallSession session : early.values()) session.neverUp();
        early.clear();
        then.accept(answer);
    }
}
