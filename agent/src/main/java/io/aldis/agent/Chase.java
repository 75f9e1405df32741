package io.aldis.agent;

import io.aldis.sip.OtherUri;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A message that follows its recipient: to the contacts of a 3xx one after the other, the best first (RFC 3261 §8.1.3.4), and from
 * {@code im:} to {@code sip:} when a server knows no {@code im:} (416, §8.1.3.5). No URI twice, ten at the most; nothing but
 * {@code sip:}, and from {@code sips:} nowhere. All of it is one exchange for those who wait behind it.
 */
final class Chase {
    private static final int MOST = 10;

    private final Requests requests;
    private final Consumer<Reply> then;
    private final List<Uri> known = new ArrayList<>();
    private final ArrayDeque<SipUri> ahead = new ArrayDeque<>();

    Chase(Requests requests, Consumer<Reply> then) {
        this.requests = requests;
        this.then = then;
    }

    void send(Draft draft) {
        known.add(draft.target());
        requests.send(draft, reply -> heard(draft, reply));
    }

    private void heard(Draft draft, Reply reply) {
        boolean over = reply instanceof Reply.Answered answered && settles(draft, answered.response());
        if (over || ahead.isEmpty()) {
            then.accept(reply);
        } else {
            Draft next = draft.towards(ahead.remove());
            requests.send(next, answer -> heard(next, answer));
        }
    }

    /** Whether nobody else needs to be asked (RFC 3261 §8.1.3.4); if not, whom to ask is known now. */
    private boolean settles(Draft draft, SipResponse response) {
        int code = response.code();
        if (code >= 300 && code < 303 && !isSecret(draft.target()))
            Advice.in(response).contacts().forEach(this::add);
        if (code == 416 && draft.target() instanceof OtherUri im && im.scheme().equals("im")) addSip(im);
        return response.status().success() || code >= 600;
    }

    /** What is to be kept secret is not to be where somebody else says (RFC 3261 §8.1.3.4, RFC 5630 §5.1.1). */
    private static boolean isSecret(Uri target) {
        return target instanceof SipUri sip && sip.secure();
    }

    private void addSip(OtherUri im) {
        try {
            add(SipUri.parse("sip:" + im.rest()));
        } catch (SyntaxException _) {
            // then there is no sip: form of it
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
