package io.aldis.server.registrar;

import io.aldis.net.Flow;
import io.aldis.server.Answer;
import io.aldis.server.Binding;
import io.aldis.server.Field;
import io.aldis.server.Forbidden;
import io.aldis.server.Gruus;
import io.aldis.server.ServerSettings;
import io.aldis.server.Step;
import io.aldis.sip.Aor;
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
import io.aldis.sip.Uri;
import java.net.InetAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The content of one REGISTER.
 *
 * @param order its position among the requests of its phone
 * @param everything whether it removes all bindings ({@code Contact: *})
 * @param contacts bindings to set; one that expires at once is to be removed
 */
record RegisterRequest(Order order, boolean everything, List<Binding> contacts, Instant now) {
    /** Seconds. A registration of an hour or more is never too brief (RFC 3261 §10.3 step 7). */
    private static final long NEVER_BRIEF = 3600;

    /**
     * Call-ID and CSeq: a request with the Call-ID of a binding and a lower CSeq was overtaken by a newer one, unless it was made after the binding
     * was set, by a phone that has restarted and counts from the beginning.
     *
     * @param notBefore the request was not made before that time
     */
    record Order(String callId, long cseq, Instant notBefore) {
        /** An equal CSeq is not overtaken: a phone that restarts after a crash sends it as a refresh. */
        boolean overtakenBy(Binding known) {
            return known.callId().equals(callId)
                    && cseq < known.cseq()
                    && !notBefore.isAfter(known.updated().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    /**
     * The context of a REGISTER.
     *
     * @param forbidden networks that a contact may not lead to
     * @param clusterRoute Route value for a contact that only this server can reach, or empty
     * @param notBefore the request was not made before that time
     */
    record Circumstances(
            Flow flow,
            ServerSettings.Registration bounds,
            Forbidden forbidden,
            Function<SipUri, String> clusterRoute,
            Instant now,
            Instant notBefore) {
        /** Whether a contact that wants a GRUU is the address-of-record itself; the GRUU would lead back to itself (RFC 5627 §5.1). */
        boolean isAddressOfRecord(SipRequest request, NameAddr contact) {
            return FirstHop.supports(request, "gruu")
                    && contact.parameters().has("+sip.instance")
                    && contact.uri() instanceof SipUri uri
                    && request.to().uri() instanceof SipUri to
                    && (uri.parameters().has(Gruus.PARAMETER) || !uri.hostPort().hasPort())
                    && !uri.user().isEmpty()
                    && (uri.parameters().has(Gruus.PARAMETER) || Aor.of(uri).equals(Aor.of(to)))
                    && uri.host().equalsIgnoreCase(to.host());
        }

        /** The value of {@link Binding#received} where the next hop is a host name; empty when no network is forbidden to the sender. */
        String lookedUpFor(Uri next) {
            boolean name = next instanceof SipUri hop
                    && (isName(hop.host()) || hop.parameters().has("maddr"));
            return name && !forbidden.networks().isEmpty() ? Binding.lookedUpFor(source(flow)) : "";
        }

        private static boolean isName(String host) {
            char last = host.charAt(host.length() - 1); // no DNS name ends in a digit (RFC 1123 §2.1), IPv6 ends in ]
            return last != ']' && !Character.isDigit(last);
        }

        boolean forbids(SipUri there) {
            InetAddress source = flow.remote().getAddress();
            return forbidden.forbids(source, there.hostPort())
                    || there.parameters()
                            .get("maddr")
                            .filter(host -> forbidden.forbids(source, HostPort.parse(host)))
                            .isPresent();
        }
    }

    /** The longest interval that a header can name (RFC 3261 §20.19). */
    private static final long FOREVER = (1L << 32) - 1;

    static Step<RegisterRequest> read(SipRequest request, Circumstances here) {
        ServerSettings.Registration bounds = here.bounds();
        Instant now = here.now();
        Headers headers = request.headers();
        List<String> values = headers.values(HeaderName.CONTACT);
        long expires = headers.get(HeaderName.EXPIRES)
                .map(RegisterRequest::seconds)
                .orElse(bounds.usual().toSeconds());
        var order = new Order(request.callId(), request.cseq().number(), here.notBefore());
        if (values.contains("*")) return star(order, values, headers, now);
        var contacts = new ArrayList<Binding>();
        List<NameAddr> addresses = RequestedContacts.of(values);
        Optional<Answer> refusal = FirstHop.of(request).refuses(addresses);
        if (refusal.isPresent()) return Step.stop(refusal.get());
        for (NameAddr contact : addresses) {
            if (here.isAddressOfRecord(request, contact))
                return Step.stop(Answer.of(403, "Forbidden: the contact is the address itself"));
            long asked = contact.parameters()
                    .get("expires")
                    .map(RegisterRequest::seconds)
                    .orElse(expires);
            if (asked > 0 && asked < Math.min(bounds.shortest().toSeconds(), NEVER_BRIEF))
                return Step.stop(Answer.of(
                        423,
                        new Field(
                                HeaderName.MIN_EXPIRES,
                                Long.toString(bounds.shortest().toSeconds()))));
            Binding binding = binding(
                    request, here, contact, Math.min(asked, bounds.longest().toSeconds()));
            Optional<SipUri> next = asked > 0 ? next(binding) : Optional.empty();
            if (next.filter(here::forbids).isPresent())
                return Step.stop(
                        Answer.of(403, "Forbidden: no way to " + next.get().host() + " from outside its network"));
            contacts.add(binding);
        }
        return Step.go(new RegisterRequest(order, false, contacts, now));
    }

    private static Step<RegisterRequest> star(Order order, List<String> values, Headers headers, Instant now) {
        boolean zero = headers.get(HeaderName.EXPIRES).filter("0"::equals).isPresent();
        if (values.size() == 1 && zero) return Step.go(new RegisterRequest(order, true, List.of(), now));
        return Step.stop(Answer.of(400, "Contact: expected * alone and with Expires: 0"));
    }

    /** Seconds; an invalid number counts as an hour (RFC 3261 §10.2.1.1, §20.10). */
    private static long seconds(String text) {
        try {
            return Token.number("Expires", text.strip(), FOREVER);
        } catch (SyntaxException e) {
            return 3600;
        }
    }

    private static Binding binding(SipRequest request, Circumstances here, NameAddr contact, long seconds) {
        Flow flow = here.flow();
        if (!(contact.uri() instanceof SipUri uri))
            throw new SyntaxException("Contact", "a sip: URI", contact.uri().text());
        if (uri.secure() && !securedAllTheWay(request))
            throw new SyntaxException(
                    "Contact", "a sip: URI, since the Request-URI or the Path is not sips:", uri.text());
        List<String> path = request.headers().values(HeaderName.PATH);
        for (String hop : path) NameAddr.parse("Path", hop); // an invalid Path is refused before the binding is stored
        Parameters parameters = FirstHop.of(request).kept(contact.parameters());
        boolean ownFlow = path.isEmpty() && FirstHop.isFlow(parameters); // reached over that alone (RFC 5626 §6)
        boolean throughNat = ownFlow || seenThroughNat(request, flow, uri);
        boolean unreachable = flow.transport() != Transport.UDP && here.forbids(uri); // except over its connection
        boolean onlyHere = path.isEmpty() && (throughNat || flow.transport() != Transport.UDP);
        return new Binding(
                uri,
                parameters.toString(),
                here.now().plusSeconds(seconds),
                request.callId(),
                request.cseq().number(),
                path,
                path.isEmpty() && (throughNat || unreachable)
                        ? at(flow)
                        : here.lookedUpFor(path.isEmpty() ? uri : hop(path.getFirst())),
                onlyHere ? here.clusterRoute().apply(uri) : "",
                flow.id(),
                here.now(),
                request.headers().get(HeaderName.USER_AGENT).orElse(""),
                "");
    }

    /** The next hop by the Path or the contact; absent when the device is reached at its source. */
    private static Optional<SipUri> next(Binding binding) {
        if (binding.path().isEmpty())
            return binding.reachedAtItsSource() ? Optional.empty() : Optional.of(binding.contact());
        return hop(binding.path().getFirst()) instanceof SipUri hop ? Optional.of(hop) : Optional.empty();
    }

    private static Uri hop(String path) {
        return NameAddr.parse("Path", path).uri();
    }

    /** RFC 5630 §5.2: a sips contact must be registered over TLS on every hop. */
    private static boolean securedAllTheWay(SipRequest request) {
        return isSecure(request.uri())
                && request.headers().values(HeaderName.PATH).stream()
                        .allMatch(
                                value -> isSecure(NameAddr.parse("Path", value).uri()));
    }

    private static boolean isSecure(Uri uri) {
        return uri instanceof SipUri sip && sip.secure();
    }

    /**
     * Signs of a NAT: the Via names another host than the source of the packet, and so does the contact. Only for UDP, since over a connection
     * requests return on it. Without these signs the contact is used as written, even if its port differs from that of the source.
     */
    private static boolean seenThroughNat(SipRequest request, Flow flow, SipUri contact) {
        if (flow.transport() != Transport.UDP) return false;
        InetAddress source = flow.remote().getAddress();
        return !isAt(request.topVia().sentBy(), source) && !isAt(contact.hostPort(), source);
    }

    private static boolean isAt(HostPort named, InetAddress source) {
        try {
            return InetAddress.ofLiteral(named.bareHost()).equals(source);
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** {@code udp:192.0.2.1:5060}. */
    private static String at(Flow flow) {
        return flow.transport().parameter() + ':' + source(flow);
    }

    private static HostPort source(Flow flow) {
        String host = flow.remote().getAddress().getHostAddress();
        int zone = host.indexOf('%');
        String address = zone < 0 ? host : host.substring(0, zone);
        return HostPort.of(address, flow.remote().getPort());
    }

    /** The bindings after this REGISTER (RFC 3261 §10.3 steps 6 and 7). All or nothing. */
    Step<List<Binding>> applyTo(List<Binding> before, ContactLimit room, DeviceContinuity devices) {
        for (Binding old : before)
            if (order.overtakenBy(old) && concerns(old)) return Step.stop(Answer.of(500, "CSeq out of order"));
        if (everything) return Step.go(List.of());
        var after = new ArrayList<>(before);
        for (Binding contact : contacts) if (!contact.liveAt(now)) after.removeIf(old -> isEndOf(contact, old));
        List<String> ended = before.stream()
                .filter(old -> old.nameless() && !after.contains(old))
                .map(Binding::device)
                .toList();
        var fresh = new ArrayList<Binding>();
        for (Binding contact : contacts)
            if (contact.liveAt(now)) set(contact, after, fresh, room, devices.inPlaceOf(ended));
        after.addAll(fresh);
        return after.size() > room.most()
                ? Step.stop(Answer.of(403, "Forbidden: at most " + room.most() + " contacts"))
                : Step.go(after);
    }

    /** @param after the earlier bindings that stay; fresh ones are in a list of their own, since they are never replaced for lack of space */
    private static void set(
            Binding contact, List<Binding> after, List<Binding> fresh, ContactLimit room, DeviceContinuity devices) {
        Optional<Binding> older = Stream.concat(after.stream(), fresh.stream())
                .filter(old -> same(old, contact))
                .findFirst();
        after.removeIf(old -> same(old, contact));
        fresh.removeIf(old -> same(old, contact));
        boolean isKnown = older.filter(Binding::nameless).isPresent();
        if (!isKnown) older = contact.nameless() ? devices.replaced(contact, after) : Optional.empty();
        if (older.isEmpty() && after.size() + fresh.size() >= room.most()) older = room.instead(after, contact);
        older.ifPresent(after::remove);
        var live = new ArrayList<>(after);
        live.addAll(fresh);
        Optional<String> before = older.filter(Binding::nameless).map(Binding::device);
        if (!contact.nameless()) fresh.add(contact);
        else if (isKnown)
            fresh.add(contact.ofDevice(before.orElseThrow()).since(older.get().began()));
        else fresh.add(contact.ofDevice(devices.deviceOf(contact, before, live)));
    }

    private boolean concerns(Binding old) {
        return everything
                || contacts.stream()
                        .anyMatch(contact -> contact.liveAt(now) ? same(contact, old) : isEndOf(contact, old));
    }

    /** Whether a contact that expires at once removes that binding: compared by URI (RFC 3261 §10.3 step 7); several flows may share one. */
    private static boolean isEndOf(Binding contact, Binding old) {
        boolean otherFlow =
                contact.outbound() && old.outbound() && !flow(contact).equals(flow(old));
        return !otherFlow && contact.contact().equivalent(old.contact());
    }

    /**
     * Whether both are the same contact, or the same device (RFC 5626 §6: +sip.instance and reg-id) with a new contact. Flows may share a contact.
     */
    private static boolean same(Binding a, Binding b) {
        if (a.outbound() && b.outbound()) return flow(a).equals(flow(b));
        return a.contact().equivalent(b.contact()) || (!flow(a).isEmpty() && flow(a).equals(flow(b)));
    }

    /** Instance and reg-id; empty without an instance. */
    private static String flow(Binding binding) {
        Parameters parameters = Parameters.parse("Contact", binding.parameters());
        String instance = parameters.getOr("+sip.instance", "");
        return instance.isEmpty() ? "" : instance.toLowerCase(Locale.ROOT) + ' ' + parameters.getOr("reg-id", "");
    }

    /** Whether it sets a contact without {@code +sip.instance} that is not among {@code known}. */
    boolean isNewNameless(List<Binding> known) {
        return contacts.stream()
                .anyMatch(contact -> contact.nameless()
                        && contact.liveAt(now)
                        && known.stream().noneMatch(old -> same(old, contact)));
    }
}
