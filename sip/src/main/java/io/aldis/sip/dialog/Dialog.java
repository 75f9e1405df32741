package io.aldis.sip.dialog;

import io.aldis.sip.CSeq;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.Method;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Transport;
import io.aldis.sip.Uri;
import io.aldis.sip.Via;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A dialog as one of its two sides sees it (RFC 3261 §12). Only INVITE and its answers make one: a MESSAGE never does, whatever its
 * answer carries (RFC 3428 §4).
 *
 * @param routeSet in the order in which our requests go through it
 * @param remoteTarget where the other side is reached: its last Contact
 * @param localSequence of our last request inside of it
 * @param remoteSequence of the last request that came in; absent before the first one
 * @param secure whether it was made by a sips: URI
 */
public record Dialog(
        DialogId id,
        Uri local,
        Uri remote,
        List<NameAddr> routeSet,
        Uri remoteTarget,
        long localSequence,
        OptionalLong remoteSequence,
        boolean secure) {
    private static final String HOPS = Integer.toString(SipRequest.HOPS);
    /** Of a side that has sent nothing yet; its first request has the next one (RFC 3261 §12.1.1: "empty"). */
    private static final long NOTHING_SENT = 0;

    public Dialog {
        routeSet = List.copyOf(routeSet);
    }

    // ---- made (§12.1)

    /**
     * The dialog of the one who was called.
     *
     * @param localTag the To tag of the answer
     */
    public static Formation called(SipRequest invite, String localTag) {
        try {
            Optional<Uri> target = contact(invite);
            if (target.isEmpty()) return new Formation.Unusable("Contact: expected one address but was none");
            var id = new DialogId(invite.callId(), localTag, invite.from().tag());
            return new Formation.Formed(new Dialog(
                    id,
                    invite.to().uri(),
                    invite.from().uri(),
                    recorded(invite),
                    target.get(),
                    NOTHING_SENT,
                    OptionalLong.of(invite.cseq().number()),
                    isSecure(invite.uri())));
        } catch (SyntaxException e) {
            return new Formation.Unusable(e.sentence());
        }
    }

    /**
     * The dialog of the one who calls. An answer without Contact leaves the target where the INVITE went: it breaks the rules, but
     * the call is up.
     *
     * @param answer a 2xx, or a provisional one with a To tag
     */
    public static Formation calling(SipRequest invite, SipResponse answer) {
        try {
            return new Formation.Formed(new Dialog(
                    DialogId.of(answer),
                    invite.from().uri(),
                    answer.to().uri(),
                    recorded(answer).reversed(),
                    contact(answer).orElse(invite.uri()),
                    invite.cseq().number(),
                    OptionalLong.empty(),
                    isSecure(invite.uri())));
        } catch (SyntaxException e) {
            return new Formation.Unusable(e.sentence());
        }
    }

    /** An early dialog that a 2xx confirms: the way is that of the 2xx, what was counted meanwhile stays (§13.2.2.4). */
    public Dialog confirmedBy(Dialog confirmed) {
        long highest = Math.max(localSequence, confirmed.localSequence);
        return new Dialog(
                id, local, remote, confirmed.routeSet, confirmed.remoteTarget, highest, remoteSequence, secure);
    }

    private static boolean isSecure(Uri uri) {
        return uri instanceof SipUri sip && sip.secure();
    }

    private static List<NameAddr> recorded(SipMessage message) {
        return message.headers().values(HeaderName.RECORD_ROUTE).stream()
                .map(value -> NameAddr.parse("Record-Route", value))
                .toList();
    }

    private static Optional<Uri> contact(SipMessage message) {
        Headers headers = message.headers();
        List<String> values = headers.values(HeaderName.CONTACT);
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(NameAddr.parse("Contact", values.getFirst()).uri());
    }

    // ---- our requests inside of it (§12.2.1.1)

    /** With the next number for a request of ours taken. */
    public Dialog stepped() {
        return with(remoteTarget, localSequence + 1, remoteSequence);
    }

    /**
     * Begins a request inside the dialog: request line, Via, Max-Forwards, Route, From, To, Call-ID, CSeq. Contact is not there; who
     * refreshes the target adds it.
     *
     * @param number of its CSeq: {@link #localSequence()} after {@link #stepped}, or that of the INVITE for an ACK
     */
    public MessageBuilder<SipRequest> request(Method method, Via via, long number) {
        Course course = course();
        var request = SipRequest.builder(method, course.requestUri())
                .header(HeaderName.VIA, via.toString())
                .header(HeaderName.MAX_FORWARDS, HOPS);
        for (NameAddr route : course.routes()) request.header(HeaderName.ROUTE, route.toString());
        return request.header(HeaderName.FROM, tagged(local, id.localTag()))
                .header(HeaderName.TO, tagged(remote, id.remoteTag()))
                .header(HeaderName.CALL_ID, id.callId())
                .header(HeaderName.CSEQ, new CSeq(number, method).toString());
    }

    private static String tagged(Uri uri, String tag) {
        NameAddr plain = NameAddr.of(uri);
        return (tag.isEmpty() ? plain : plain.withTag(tag)).toString();
    }

    private Course course() {
        return Course.of(routeSet, remoteTarget);
    }

    /** What our requests carry as Request-URI. */
    public Uri requestUri() {
        return course().requestUri();
    }

    /** Where our requests go first (§8.1.2). */
    public Uri nextHop() {
        return course().nextHop();
    }

    /**
     * Whether every hop of the way says that it is congestion-controlled (RFC 3428 §8). A URI without transport means UDP, or nobody
     * knows what.
     */
    public boolean congestionSafe() {
        return reliable(remoteTarget) && routeSet.stream().map(NameAddr::uri).allMatch(Dialog::reliable);
    }

    private static boolean reliable(Uri uri) {
        if (!(uri instanceof SipUri sip)) return false;
        boolean said = sip.parameters().has("transport");
        return said ? sip.transport().filter(Transport::reliable).isPresent() : sip.secure();
    }

    // ---- theirs (§12.2.2)

    /** Whether a request inside this dialog comes in order. Gaps are no error: proxies may have challenged what lies between. */
    public Entry check(SipRequest request) {
        long number = request.cseq().number();
        if (remoteSequence.isPresent() && number <= remoteSequence.getAsLong())
            return new Entry.OutOfOrder(remoteSequence.getAsLong(), number);
        return new Entry.InOrder(with(remoteTarget, localSequence, OptionalLong.of(number)));
    }

    /**
     * After a request inside of it was accepted, theirs or ours: its Contact is the new target when it is an INVITE or an UPDATE. No
     * other method refreshes the target, a MESSAGE with a Contact least of all.
     *
     * @param message the request that came in, or the 2xx to one of ours
     */
    public Dialog refreshedBy(SipMessage message) {
        Method method = message.cseq().method();
        if (!method.equals(Method.INVITE) && !method.equals(Method.UPDATE)) return this;
        try {
            return contact(message)
                    .map(target -> with(target, localSequence, remoteSequence))
                    .orElse(this);
        } catch (SyntaxException _) {
            return this; // what cannot be read cannot be gone to
        }
    }

    private Dialog with(Uri target, long ours, OptionalLong theirs) {
        return new Dialog(id, local, remote, routeSet, target, ours, theirs, secure);
    }
}
