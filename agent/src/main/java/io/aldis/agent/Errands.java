package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.Status;
import io.aldis.sip.Uri;
import java.util.function.Consumer;

/** Our requests inside of one call: messages, and the BYE (RFC 3261 §12.2.1). */
final class Errands {
    private static final Draft.Rest NOTHING = (_, _) -> {};

    private final Calls home;
    private final Line line;
    private final Talk talk;
    private final Uri peer;

    Errands(Calls home, Line line) {
        this.home = home;
        this.line = line;
        this.peer = line.dialog().remote();
        this.talk = new Talk(peer, () -> line.dialog().congestionSafe());
    }

    // ---- for any thread

    Uri peer() {
        return peer;
    }

    private Letter letter(Content content) {
        String callId = line.id().callId();
        return new Letter(
                new MessageId(callId),
                new Message(addressee(), content),
                home.plan().sending().clock().instant());
    }

    /** For the letter alone, which asks for a user: inside of a dialog the dialog says who is meant. */
    private Uri addressee() {
        return peer instanceof SipUri sip && sip.user().isEmpty() ? SipUri.of("peer", sip.hostPort()) : peer;
    }

    Dispatch say(Content content) {
        Letter letter = letter(content);
        var dispatch = new Dispatch(letter, then -> send(letter, then));
        if (!home.onLoop(() -> talk.take(dispatch))) dispatch.refused(new Failure.Closed());
        return dispatch;
    }

    void allowOverlap() {
        home.onLoop(talk::allowOverlap);
    }

    // ---- on the loop

    /** A MESSAGE: no Contact, so that it refreshes nothing (RFC 3428 §4). */
    private void send(Letter letter, Consumer<Reply> then) {
        home.requests().send(draft(Method.MESSAGE, (request, _) -> letter.write(request)), reply -> {
            judge(reply);
            then.accept(reply);
        });
    }

    void bye(Consumer<Reply> then) {
        home.requests().send(draft(Method.BYE, NOTHING), then);
    }

    private Draft draft(Method method, Draft.Rest rest) {
        return Draft.inside(method, line.dialog(), line::step, rest);
    }

    /** What an answer says about the dialog itself (RFC 3261 §12.2.1.2). A broken connection says nothing: the next one may hold. */
    private void judge(Reply reply) {
        switch (reply) {
            case Reply.Answered answered
            when answered.response().code() == 481 ->
                line.lost("The other side does not know of the call any more (481)");
            case Reply.Answered answered
            when answered.response().code() == 408 -> line.lost("The other side was not there to answer (408)");
            case Reply.Silence(Failure.NoAnswer failure) -> line.lost(failure.sentence());
            default -> {}
        }
    }

    void close() {
        talk.close();
    }

    /** Of those INFO that say something we understand nothing; one that says nothing asks whether we are there (RFC 6086 §5.2). */
    static Status answerToInfo(SipRequest info) {
        if (info.headers().first(HeaderName.of("Info-Package")) >= 0) return Status.of(469, "Bad Info Package");
        return Status.of(info.bodyLength() > 0 ? 415 : 200);
    }
}
