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
 * The state of a dialog at one of its two sides (RFC 3261 §12). Only INVITE and its responses create one here: a MESSAGE never does,
 * whatever its response contains (RFC 3428 §4).
 *
 * @param routeSet in the order in which the local side's requests pass it
 * @param remoteTarget the last Contact of the remote side
 * @param localSequence CSeq of the last request that the local side sent
 * @param remoteSequence CSeq of the last request that was received; empty before the first one
 * @param secure whether the INVITE had a sips: Request-URI
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
    /** Local sequence number of a side that has sent nothing yet: "empty" in RFC 3261 §12.1.1. Its first request has 1. */
    private static final long NOTHING_SENT = 0;

    public Dialog {
        routeSet = List.copyOf(routeSet);
    }

    // ---- creation (§12.1)

    /**
     * The dialog of the called side (UAS).
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
     * The dialog of the calling side (UAC). When the response has no Contact, which breaks RFC 3261 §12.1.1, the remote target is the
     * Request-URI of the INVITE, because the call is established anyway.
     *
     * @param answer a 2xx, or a provisional response with a To tag
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

    /** This early dialog after its 2xx: route set and target of the 2xx, the CSeq numbers of both sides kept (§13.2.2.4). */
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

    // ---- requests of the local side (§12.2.1.1)

    /** With the local sequence number increased by one, for a new request. */
    public Dialog stepped() {
        return with(remoteTarget, localSequence + 1, remoteSequence);
    }

    /**
     * Begins a request inside the dialog: request line, Via, Max-Forwards, Route, From, To, Call-ID, CSeq. The caller adds Contact to a
     * request that refreshes the target.
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

    /** The Request-URI of the local side's requests. */
    public Uri requestUri() {
        return course().requestUri();
    }

    /** The next hop of the local side's requests (§8.1.2). */
    public Uri nextHop() {
        return course().nextHop();
    }

    /**
     * Whether the URIs of all hops name a congestion-controlled transport (RFC 3428 §8). A sips URI without transport does; any other URI
     * without transport counts as UDP.
     */
    public boolean congestionSafe() {
        return reliable(remoteTarget) && routeSet.stream().map(NameAddr::uri).allMatch(Dialog::reliable);
    }

    private static boolean reliable(Uri uri) {
        if (!(uri instanceof SipUri sip)) return false;
        boolean said = sip.parameters().has("transport");
        return said ? sip.transport().filter(Transport::reliable).isPresent() : sip.secure();
    }

    // ---- requests of the remote side (§12.2.2)

    /** Checks the CSeq of a received request. A gap is no error: a proxy may have challenged the requests between. */
    public RequestCheck check(SipRequest request) {
        long number = request.cseq().number();
        if (remoteSequence.isPresent() && number <= remoteSequence.getAsLong())
            return new RequestCheck.OutOfOrder(remoteSequence.getAsLong(), number);
        return new RequestCheck.InOrder(with(remoteTarget, localSequence, OptionalLong.of(number)));
    }

    /**
     * The dialog after a request of either side was accepted. The Contact of an INVITE or UPDATE becomes the remote target. No other
     * method refreshes the target, not even a MESSAGE with a Contact.
     *
     * @param message the request that was received, or the 2xx to a request of the local side
     */
    public Dialog refreshedBy(SipMessage message) {
        Method method = message.cseq().method();
        if (!method.equals(Method.INVITE) && !method.equals(Method.UPDATE)) return this;
        try {
            return contact(message)
                    .map(target -> with(target, localSequence, remoteSequence))
                    .orElse(this);
        } catch (SyntaxException _) {
            return this; // a Contact that cannot be parsed does not change the target
        }
    }

    private Dialog with(Uri target, long ours, OptionalLong theirs) {
        return new Dialog(id, local, remote, routeSet, target, ours, theirs, secure);
    }
}
