package io.aldis.server.validation;

import io.aldis.server.DialogMarks;
import io.aldis.server.FlowMarks;
import io.aldis.server.FlowTokens;
import io.aldis.server.OwnDomains;
import io.aldis.sip.HeaderName;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Removes the Route values of this server, and undoes the change of a strict router (RFC 3261 §16.4). */
final class OwnRoutes {
    /**
     * Request-URI and Route after that.
     *
     * @param insideDialog whether a value of this server carried the mark of this dialog
     * @param token flow token that a value of this server carried ({@link FlowTokens}); empty when none did
     * @param over the flow marks ({@link FlowMarks}) that values of this server carried
     * @param mapped whether the Request-URI had another scheme and was replaced by the configured mapping
     */
    record Onward(
            Uri requestUri,
            List<String> route,
            boolean changed,
            boolean insideDialog,
            String token,
            List<String> over,
            boolean mapped) {
        Onward to(SipUri meant) {
            return new Onward(meant, route, changed, insideDialog, token, over, true);
        }

        SipUri firstRoute() {
            if (NameAddr.parse("Route", route.getFirst()).uri() instanceof SipUri uri) return uri;
            throw new SyntaxException("Route", "a sip: URI", route.getFirst());
        }
    }

    private final OwnDomains ownDomains;
    private final DialogMarks marks;

    OwnRoutes(OwnDomains ownDomains, DialogMarks marks) {
        this.ownDomains = ownDomains;
        this.marks = marks;
    }

    /** @throws SyntaxException for Route values that are not addresses */
    Onward of(SipRequest request) {
        Uri uri = request.uri();
        if (request.headers().first(HeaderName.ROUTE) < 0)
            return new Onward(uri, List.of(), false, marked(uri, request), "", List.of(), false);
        List<String> route = new ArrayList<>(request.headers().values(HeaderName.ROUTE));
        boolean inside = false;
        boolean changed = false;
        String token = "";
        var over = new ArrayList<String>(2);
        if (isOurs(uri)
                && uri instanceof SipUri sip
                && sip.looseRouter()) { // a strict router put this server's value into the Request-URI
            inside = marked(uri, request);
            parameter(uri, FlowMarks.PARAMETER).ifPresent(over::add);
            uri = NameAddr.parse("Route", route.removeLast()).uri();
            changed = true;
        }
        while (!route.isEmpty()) {
            Uri first = NameAddr.parse("Route", route.getFirst()).uri();
            if (!isOurs(first)) break;
            inside |= marked(first, request);
            token = parameter(first, FlowTokens.PARAMETER).orElse(token);
            parameter(first, FlowMarks.PARAMETER).ifPresent(over::add);
            route.removeFirst();
            changed = true;
        }
        return new Onward(uri, route, changed, inside, token, over, false);
    }

    private Optional<String> parameter(Uri uri, String name) {
        return uri instanceof SipUri sip && ownDomains.isSelf(sip.hostPort())
                ? sip.parameters().get(name)
                : Optional.empty();
    }

    private boolean isOurs(Uri uri) {
        return uri instanceof SipUri sip
                && (ownDomains.isSelf(sip.hostPort())
                        || (ownDomains.isDomain(sip.host()) && sip.user().isEmpty()));
    }

    /** A request without To tag begins a new dialog, whatever mark it carries (RFC 3261 §12.2). */
    private boolean marked(Uri uri, SipRequest request) {
        return uri instanceof SipUri sip
                && !request.to().tag().isEmpty()
                && sip.parameters()
                        .get(DialogMarks.PARAMETER)
                        .filter(mark -> ownDomains.isSelf(sip.hostPort()) && marks.matches(mark, request.callId()))
                        .isPresent();
    }
}
