package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.dialog.Dialog;
import io.aldis.sip.dialog.Formation;
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
 * A call that we place, until nobody can answer its INVITE any more (RFC 3261 §13.2). Rings when our patience is over.
 *
 * <pre>
 *   start ──► calling ──2xx: ACK──► taken ──2xx of another branch: ACK, BYE──┐
 *               │ ▲─401, 407         ▲───────────────────────────────────────┘
 *               ├──300-699──► refused
 *               └──give up: CANCEL──► given up ──2xx: ACK, BYE
 * </pre>
 */
final class Dialling extends Alarm {
    private static final int MOST_BRANCHES = 32;

    private final Calls home;
    private final Invitation invitation;
    private final Consumer<CallAnswer> then;
    private final Keyring keys;
    private final AtomicLong sequence = new AtomicLong();
    private final Draft draft;
    private final ArrayDeque<Peer> further = new ArrayDeque<>();
    private final Map<String, Line> early = new HashMap<>();
    private final Map<String, Runnable> acknowledged = new HashMap<>();
    private Optional<Sent> sent = Optional.empty();
    private boolean heard;
    private boolean cancelled;
    private Optional<Failure> givenUp = Optional.empty();
    private boolean answered;

    /** The INVITE that is on its way. */
    private record Sent(
            SipRequest invite, Flow flow, ClientTransaction<Flow> transaction, List<Lock.Credential> credentials) {}

    Dialling(Calls home, Invitation invitation, Consumer<CallAnswer> then) {
        this.home = home;
        this.invitation = invitation;
        this.then = then;
        this.keys = home.plan().login().keyring(Method.INVITE);
        this.draft = draft();
    }

    private Draft draft() {
        Content.Bytes session = invitation.session();
        Plan plan = home.plan();
        var leg = new Leg(
                plan.me().from(plan.tokens().tag()),
                NameAddr.of(Letter.addressOf(invitation.to())),
                plan.tokens().callId(),
                sequence::incrementAndGet);
        return new Draft(
                Method.INVITE,
                invitation.to() instanceof SipUri sip ? sip.asRequestUri() : invitation.to(),
                leg,
                plan.sending().route(),
                (request, flow) -> request.header(HeaderName.CONTACT, contact(flow))
                        .header(HeaderName.ALLOW, Reception.allowed(home.plan(), true))
                        .header(HeaderName.CONTENT_TYPE, session.type())
                        .body(session.bytes()));
    }

    private String contact(Flow flow) {
        return NameAddr.of(home.requests().reach().contact(flow)).toString();
    }

    void start() {
        home.endpoint().wheel().set(this, invitation.patience().toNanos());
        home.requests().find(draft, this::sendTo, this::unsent);
    }

    private void unsent(Reply reply) {
        if (reply instanceof Reply.Silence(var failure)) end(new CallAnswer.Failed(failure));
    }

    // ---- out

    private void sendTo(List<Peer> peers) {
        further.addAll(home.requests().hops().sorted(peers));
        send(further.remove());
    }

    private void send(Peer peer) {
        if (answered) return; // given up while the name was looked up
        home.endpoint()
                .flow(peer.transport(), peer.address())
                .ifPresentOrElse(
                        flow -> send(peer, flow),
                        () -> end(new CallAnswer.Failed(new Failure.Unreachable(
                                peer.toString(), "no socket for " + peer.transport() + " and such an address"))));
    }

    private void send(Peer peer, Flow flow) {
        String branch = home.plan().tokens().branch();
        List<Lock.Credential> credentials = keys.credentials(Method.INVITE, draft.requestUri());
        SipRequest invite = draft.write(new Draft.Try(
                flow,
                branch,
                sequence.incrementAndGet(),
                credentials,
                home.plan().userAgent()));
        heard = false;
        var transaction = home.endpoint().transactions().sendInvite(invite, branch, flow, new Listener(peer, flow));
        if (!answered) sent = Optional.of(new Sent(invite, flow, transaction, credentials));
    }

    // ---- in

    private final class Listener implements ClientTransaction.User<Flow> {
        private final Peer peer;
        private final Flow flow;

        Listener(Peer peer, Flow flow) {
            this.peer = peer;
            this.flow = flow;
        }

        @Override
        public void response(ClientTransaction<Flow> transaction, SipResponse response) {
            if (response.status().provisional()) provisional(response);
            else if (response.status().success()) success(response);
            else refused(response, peer);
        }

        @Override
        public void failed(ClientTransaction<Flow> transaction, ClientTransaction.Failure failure, String why) {
            boolean unsent = failure == ClientTransaction.Failure.UNSENT;
            if (unsent && !flow.established() && givenUp.isEmpty() && !further.isEmpty()) {
                send(further.remove());
                return;
            }
            Failure found = unsent
                    ? new Failure.Unreachable(peer.toString(), why)
                    : new Failure.NoAnswer(peer.toString(), home.requests().patience());
            end(new CallAnswer.Failed(givenUp.orElse(found)));
        }
    }

    /** One with a To tag makes an early dialog, in which the other side may send messages already (RFC 3261 §13.2.2.1). */
    private void provisional(SipResponse response) {
        heard = true;
        if (givenUp.isPresent()) cancel();
        String tag = response.to().tag();
        if (answered || tag.isEmpty() || response.code() == 100 || early.containsKey(tag) || crowded()) return;
        if (formed(response) instanceof Formation.Formed(Dialog dialog)) {
            var line = new Line(home, dialog);
            early.put(tag, line);
            home.add(line);
        }
    }

    private Formation formed(SipResponse response) {
        return sent.map(each -> Dialog.calling(each.invite(), response))
                .orElseGet(() -> new Formation.Unusable("no INVITE is sent"));
    }

    /** The first is the call; those of other branches are hung up, and repeated ones hear their ACK again (RFC 3261 §13.2.2.4). */
    private void success(SipResponse response) {
        String tag = response.to().tag();
        Runnable again = acknowledged.get(tag);
        if (again != null) again.run();
        else if (early.containsKey(tag) || !crowded()) taken(response, tag);
    }

    /** No network forks that wide, but a liar could say so. */
    private boolean crowded() {
        return early.size() + acknowledged.size() >= MOST_BRANCHES;
    }

    private void taken(SipResponse response, String tag) {
        switch (formed(response)) {
            case Formation.Unusable(var sentence) ->
                end(new CallAnswer.Failed(
                        new Failure.NoRoute(invitation.to().text(), "its answer cannot be used: " + sentence)));
            case Formation.Formed(Dialog dialog) -> {
                var line = Optional.ofNullable(early.remove(tag)).orElseGet(() -> new Line(home, dialog));
                home.add(line);
                line.up(dialog);
                line.media().said(invitation.session());
                line.media().heard(response);
                acknowledge(line, tag);
                if (answered) line.unwanted();
                else
                    end(givenUp.<CallAnswer>map(CallAnswer.Failed::new)
                            .orElseGet(() -> new CallAnswer.Taken(line.call())));
                if (givenUp.isPresent()) line.unwanted();
            }
        }
    }

    private void acknowledge(Line line, String tag) {
        sent.ifPresent(each -> {
            var ack = new Acknowledgement(
                    home, line.dialog(), each.invite().cseq().number(), each.credentials());
            acknowledged.put(tag, ack::send);
            ack.send();
        });
    }

    private void refused(SipResponse response, Peer peer) {
        if (givenUp.isEmpty() && keys.opens(response)) {
            send(peer);
            return;
        }
        var refused = new CallAnswer.Refused(response.code(), response.status().reason(), Advice.in(response));
        end(givenUp.<CallAnswer>map(CallAnswer.Failed::new).orElse(refused));
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

    /** Cancels, as soon as the other side has said anything (RFC 3261 §9.1), and waits for the end of it 64*T1 at the most. */
    void giveUp(Failure why) {
        if (answered || givenUp.isPresent()) return;
        givenUp = Optional.of(why);
        if (sent.isEmpty()) {
            end(new CallAnswer.Failed(why));
            return;
        }
        home.endpoint().wheel().set(this, home.requests().patience().toNanos());
        if (heard) cancel();
    }

    /** The agent closes: who waits hears so now, and the other side as far as it can. */
    void close() {
        var why = new Failure.Closed();
        givenUp = Optional.of(why);
        if (heard) cancel();
        end(new CallAnswer.Failed(why));
    }

    private void cancel() {
        if (cancelled) return;
        cancelled = true;
        sent.ifPresent(each -> home.endpoint()
                .transactions()
                .sendCancel(InviteFollowUp.cancel(each.invite()), each.flow(), Unasked.USER));
    }

    /** Early dialogs end with their INVITE (RFC 3261 §12.3); the transaction still hears repeated and forked answers. */
    private void end(CallAnswer answer) {
        if (answered) return;
        answered = true;
        home.endpoint().wheel().stop(this);
        for (Line line : early.values()) line.neverUp();
        early.clear();
        home.dialled(this);
        then.accept(answer);
    }
}
