package io.aldis.agent.call;

import io.aldis.agent.Content;
import io.aldis.agent.Failure;
import io.aldis.agent.Message;
import io.aldis.agent.MessageId;
import io.aldis.agent.send.ContentSealer;
import io.aldis.agent.send.MessageRequest;
import io.aldis.agent.send.MessageSubmission;
import io.aldis.agent.send.Reply;
import io.aldis.agent.send.RequestDraft;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.Status;
import io.aldis.sip.Uri;
import io.aldis.sip.dialog.Dialog;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Outgoing requests inside of one call: messages, and the BYE (RFC 3261 §12.2.1). */
final class InDialogRequests {
    private final CallContext context;
    private final Owner owner;
    private final Dialog first;
    private final InDialogQueue queue;
    private final ContentSealer sealer;
    private final AtomicLong numbers = new AtomicLong();

    /** The call of the dialog. */
    @OnEventLoop
    interface Owner {
        Dialog now();

        /** The CSeq number of our next request. */
        long step();

        /** The peer does not know the dialog any more, or does not answer in it. */
        void lost(String sentence);
    }

    /** @param dialog its initial state */
    InDialogRequests(CallContext context, Dialog dialog, Owner owner) {
        this.context = context;
        this.owner = owner;
        this.first = dialog;
        this.queue = new InDialogQueue(dialog.remote(), () -> owner.now().congestionSafe());
        this.sealer = new ContentSealer(
                context.settings().sending().protection(),
                context.me().address().uri());
    }

    // ---- for any thread

    Uri peer() {
        return first.remote();
    }

    MessageSubmission submit(Content content) {
        return submit(new Message(addressee(), content));
    }

    /** The recipient of the message record, which requires a user; the request goes to the dialog's target. */
    private Uri addressee() {
        return peer() instanceof SipUri sip && sip.user().isEmpty() ? SipUri.of("peer", sip.hostPort()) : peer();
    }

    MessageSubmission submit(Message message) {
        var id = MessageId.inCall(first.id().callId(), first.id().localTag(), numbers.incrementAndGet());
        Instant now = context.settings().surroundings().clock().instant();
        return switch (sealer.seal(message, now)) {
            case ContentSealer.Result.Ready(var ready) -> submit(id, new MessageRequest(ready, now));
            case ContentSealer.Result.Impossible(var why) -> {
                var refused = new MessageSubmission(id, context.send().endpoint()::execute, _ -> _ -> {});
                refused.refused(why);
                yield refused;
            }
        };
    }

    private MessageSubmission submit(MessageId id, MessageRequest request) {
        var submission = new MessageSubmission(id, context.send().endpoint()::execute, then -> send(request, then));
        if (!context.onLoop(() -> queue.take(submission))) submission.refused(new Failure.Closed());
        return submission;
    }

    void allowOverlap() {
        context.onLoop(queue::allowOverlap);
    }

    // ---- on the loop

    /** Sends a MESSAGE: without Contact, so that it does not refresh the target (RFC 3428 §4). */
    private Consumer<Failure> send(MessageRequest request, Consumer<Reply> then) {
        var payload = request.payload(context.settings().sending().limit());
        return context.sender().send(draft(Method.MESSAGE, payload), reply -> {
            check(reply);
            then.accept(reply);
        })::abort;
    }

    void bye(Consumer<Reply> then) {
        context.sender().send(draft(Method.BYE, RequestDraft.Payload.NONE), then);
    }

    private RequestDraft draft(Method method, RequestDraft.Payload payload) {
        return RequestDraft.inside(method, owner.now(), owner::step, payload);
    }

    /** Ends the dialog if the reply requires it (RFC 3261 §12.2.1.2). A broken connection does not: the next one may work. */
    private void check(Reply reply) {
        switch (reply) {
            case Reply.Answered answered
            when answered.response().code() == 481 -> owner.lost("The peer does not know the call any more (481)");
            case Reply.Answered answered
            when answered.response().code() == 408 -> owner.lost("The peer did not answer (408)");
            case Reply.Silence silence
            when silence.failure() instanceof Failure.NoAnswer failure -> owner.lost(failure.sentence());
            default -> {}
        }
    }

    void close() {
        queue.close();
    }

    /** No INFO package is supported; an INFO without a body asks whether the dialog is alive (RFC 6086 §5.2). */
    static Status answerToInfo(SipRequest info) {
        if (info.headers().first(HeaderName.of("Info-Package")) >= 0) return Status.of(469, "Bad Info Package");
        return Status.of(info.bodyLength() > 0 ? 415 : 200);
    }
}
