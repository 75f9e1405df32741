package io.aldis.agent.send;

import io.aldis.agent.Failure;
import io.aldis.agent.RefusalDetails;
import io.aldis.sip.OtherUri;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sends a message to the contacts of a 3xx one after the other, highest q first (RFC 3261 §8.1.3.4), and to {@code sip:} instead of
 * {@code im:} when a server does not know {@code im:} (416, §8.1.3.5). No URI twice, at most ten; only to {@code sip:}, and never from
 * {@code sips:}. For the queue of the address all of it is one exchange.
 */
final class RedirectFollower {
    private static final int MOST = 10;

    private final RequestSender sender;
    private final Consumer<Reply> then;
    private final List<Uri> known = new ArrayList<>();
    private final ArrayDeque<SipUri> ahead = new ArrayDeque<>();
    private Optional<RequestExchange> current = Optional.empty();
    private boolean aborted;

    RedirectFollower(RequestSender sender, Consumer<Reply> then) {
        this.sender = sender;
        this.then = then;
    }

    void send(RequestDraft draft) {
        known.add(draft.target());
        next(draft);
    }

    private void next(RequestDraft draft) {
        current = Optional.of(sender.send(draft, reply -> heard(draft, reply)));
    }

    void abort(Failure failure) {
        aborted = true;
        current.ifPresent(exchange -> exchange.abort(failure));
    }

    private void heard(RequestDraft draft, Reply reply) {
        boolean over = reply instanceof Reply.Answered answered && settles(draft, answered.response());
        if (over || aborted || ahead.isEmpty()) then.accept(reply);
        else next(draft.towards(ahead.remove()));
    }

    /** Whether no other contact needs to be tried (RFC 3261 §8.1.3.4); if not, the contacts to try are known now. */
    private boolean settles(RequestDraft draft, SipResponse response) {
        int code = response.code();
        if (code >= 300 && code < 303 && !isSecret(draft.target()))
            RefusalDetails.of(response).contacts().forEach(this::add);
        if (code == 416 && draft.target() instanceof OtherUri im && im.scheme().equals("im")) addSip(im);
        return response.status().success() || code >= 600;
    }

    /** A message to a sips: address is not redirected (RFC 3261 §8.1.3.4, RFC 5630 §5.1.1). */
    private static boolean isSecret(Uri target) {
        return target instanceof SipUri sip && sip.secure();
    }

    private void addSip(OtherUri im) {
        try {
            add(SipUri.parse("sip:" + im.rest()));
        } catch (SyntaxException _) {
            // it has no sip: form
        }
    }

    private void add(Uri target) {
        if (!(target instanceof SipUri sip) || isSecret(sip) || known.size() == MOST) return;
        SipUri wanted = sip.asRequestUri();
        for (Uri each : known) if (each instanceof SipUri old && old.equivalent(wanted)) return;
        known.add(wanted);
        ahead.add(wanted);
    }
}
