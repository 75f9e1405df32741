package io.aldis.server.registrar;

import io.aldis.net.Flow;
import io.aldis.server.Answer;
import io.aldis.server.Binding;
import io.aldis.server.Field;
import io.aldis.server.ServerSettings;
import io.aldis.server.Step;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.HostPort;
import io.aldis.sip.NameAddr;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import io.aldis.sip.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one REGISTER asks for.
 *
 * @param everything whether it removes all ({@code Contact: *})
 * @param contacts what to set; one that expires at once is to be removed
 */
record Registration(boolean everything, List<Binding> contacts, Instant now) {
    /** The longest interval that a header can name (RFC 3261 §20.19). */
    private static final long FOREVER = (1L << 32) - 1;

    static Step<Registration> read(SipRequest request, Flow flow, ServerSettings.Registration bounds, Instant now) {
        Headers headers = request.headers();
        List<String> values = headers.values(HeaderName.CONTACT);
        long expires =
                headers.get(HeaderName.EXPIRES).map(Registration::seconds).orElse(bounds.usual());
        if (values.contains("*")) return star(values, headers, now);
        var contacts = new ArrayList<Binding>();
        for (String value : values) {
            NameAddr contact = NameAddr.parse("Contact", value);
            long asked = contact.parameters()
                    .get("expires")
                    .map(Registration::seconds)
                    .orElse(expires);
            if (asked > 0 && asked < bounds.shortest())
                return Step.stop(Answer.of(423, new Field(HeaderName.MIN_EXPIRES, Long.toString(bounds.shortest()))));
            contacts.add(binding(request, flow, contact, now, Math.min(asked, bounds.longest())));
        }
        return Step.go(new Registration(false, contacts, now));
    }

    private static Step<Registration> star(List<String> values, Headers headers, Instant now) {
        boolean zero = headers.get(HeaderName.EXPIRES).filter("0"::equals).isPresent();
        if (values.size() == 1 && zero) return Step.go(new Registration(true, List.of(), now));
        return Step.stop(Answer.of(400, "Contact: expected * alone and with Expires: 0"));
    }

    /** What is no number counts as an hour (RFC 3261 §10.2.1.1, §20.10). */
    private static long seconds(String text) {
        try {
            return Token.number("Expires", text.strip(), FOREVER);
        } catch (SyntaxException e) {
            return 3600;
        }
    }

    private static Binding binding(SipRequest request, Flow flow, NameAddr contact, Instant now, long seconds) {
        if (!(contact.uri() instanceof SipUri uri))
            throw new SyntaxException("Contact", "a sip: URI", contact.uri().text());
        return new Binding(
                uri,
                contact.parameters().without("expires").toString(),
                now.plusSeconds(seconds),
                request.callId(),
                request.cseq().number(),
                request.headers().values(HeaderName.PATH),
                seenThroughNat(request, flow, uri) ? flow.toString() : "",
                flow.id(),
                now);
    }

    /**
     * Signs of a NAT: the Via names another host than the packet came from, and so does the contact. Only for UDP; a connection is
     * its own way back. When the sign is missing the contact is right even if it names another port than the packet's.
     */
    private static boolean seenThroughNat(SipRequest request, Flow flow, SipUri contact) {
        if (flow.transport() != Transport.UDP) return false;
        HostPort via = request.topVia().sentBy();
        String source = flow.remote().getAddress().getHostAddress();
        return !via.bareHost().equalsIgnoreCase(source)
                && !contact.hostPort().bareHost().equalsIgnoreCase(source);
    }

    /** The bindings after this (RFC 3261 §10.3 steps 6 and 7). All or nothing. */
    Step<List<Binding>> applyTo(List<Binding> before, ServerSettings.Registration bounds) {
        var after = new ArrayList<>(before);
        if (everything) return Step.go(List.of());
        for (Binding contact : contacts) {
            for (Binding old : before)
                if (same(old, contact) && outOfOrder(old, contact))
                    return Step.stop(Answer.of(500, "CSeq out of order"));
            after.removeIf(old -> same(old, contact));
            if (contact.liveAt(now)) after.add(contact);
        }
        if (after.size() > bounds.contacts())
            return Step.stop(Answer.of(403, "Forbidden: at most " + bounds.contacts() + " contacts"));
        return Step.go(after);
    }

    /** The same contact, or the same device (RFC 5626 §6: +sip.instance and reg-id) with a new one. */
    private static boolean same(Binding a, Binding b) {
        return a.contact().equivalent(b.contact())
                || (!device(a).isEmpty() && device(a).equals(device(b)));
    }

    private static String device(Binding binding) {
        Parameters parameters = Parameters.parse("Contact", binding.parameters());
        String instance = parameters.getOr("+sip.instance", "");
        return instance.isEmpty() ? "" : instance.toLowerCase(Locale.ROOT) + ' ' + parameters.getOr("reg-id", "");
    }

    /** An equal number is a phone that starts again after a crash: a refresh. */
    private static boolean outOfOrder(Binding old, Binding fresh) {
        return old.callId().equals(fresh.callId()) && fresh.cseq() < old.cseq();
    }
}
