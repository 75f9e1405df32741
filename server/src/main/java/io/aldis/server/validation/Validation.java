package io.aldis.server.validation;

import io.aldis.im.ImUri;
import io.aldis.server.Admitted;
import io.aldis.server.Answer;
import io.aldis.server.Arrival;
import io.aldis.server.Branches;
import io.aldis.server.Destination;
import io.aldis.server.DialogSeals;
import io.aldis.server.Field;
import io.aldis.server.Foreign;
import io.aldis.server.Gruus;
import io.aldis.server.OwnDomains;
import io.aldis.server.Privacy;
import io.aldis.server.Step;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at each request first: Max-Forwards, loops, required extensions, Route, and where it is going (RFC 3261 §16.3 to §16.5).
 * For the event loop.
 */
public final class Validation {
    private final OwnDomains home;
    private final Branches branches;
    private final OwnRoutes routes;
    private final Foreign foreign;
    private final DialogSeals seals;

    public Validation(OwnDomains home, Branches branches, DialogSeals seals, Foreign foreign) {
        this.home = home;
        this.foreign = foreign;
        this.branches = branches;
        this.seals = seals;
        this.routes = new OwnRoutes(home, seals.dialogs());
    }

    /** Whether a request shows by our mark that it belongs to a dialog that was made through us. */
    public boolean isInsideDialog(SipRequest request) {
        try {
            return routes.of(request).insideDialog();
        } catch (SyntaxException e) {
            return false;
        }
    }

    public Step<Admitted> admit(Arrival arrival) {
        SipRequest request = arrival.request();
        try {
            if (request.maxForwards() == 0 && !isForUs(request)) return Step.stop(Answer.of(483));
            var past = LoopCheck.of(request, home, branches);
            if (past.looped()) return Step.stop(Answer.of(482));
            Optional<Answer> missing = missing(request);
            if (missing.isPresent()) return Step.stop(missing.get());
            return destination(arrival, mapped(request, routes.of(request)))
                    .then(admitted -> Step.go(past.kept() ? admitted.afterMailbox() : admitted));
        } catch (SyntaxException e) {
            return Step.stop(Answer.of(400, e.sentence()));
        }
    }

    /** What the request must have of us and we do not have: extensions (RFC 3261 §16.3), privacy (RFC 3323 §5). */
    private static Optional<Answer> missing(SipRequest request) {
        List<String> required = new ArrayList<>(request.headers().values(HeaderName.PROXY_REQUIRE));
        required.removeIf(tag -> tag.equalsIgnoreCase(Privacy.TAG));
        if (!required.isEmpty())
            return Optional.of(Answer.of(420, new Field(HeaderName.UNSUPPORTED, String.join(", ", required))));
        List<String> wanted = Privacy.criticalAndMissing(request);
        return wanted.isEmpty()
                ? Optional.empty()
                : Optional.of(Answer.of(500, "Privacy not available: " + String.join(", ", wanted)));
    }

    /** What has arrived goes no further and needs no hops: a REGISTER, and what is addressed to the server itself. */
    private boolean isForUs(SipRequest request) {
        return request.uri() instanceof SipUri uri
                && (request.method().equals(Method.REGISTER) || uri.user().isEmpty())
                && home.domain(uri.host()).isPresent();
    }

    /** A tel: URI and its like become what the operator has them mean; a REGISTER has none. */
    private OwnRoutes.Onward mapped(SipRequest request, OwnRoutes.Onward onward) {
        if (onward.requestUri() instanceof SipUri || request.method().equals(Method.REGISTER)) return onward;
        return foreign.mapped(onward.requestUri()).map(onward::to).orElse(onward);
    }

    private Step<Admitted> destination(Arrival arrival, OwnRoutes.Onward onward) {
        Uri uri = onward.requestUri();
        Optional<Aor> inbox = ImUri.toAor(uri);
        if (inbox.isEmpty() && !(uri instanceof SipUri))
            return Step.stop(Answer.of(416, "Unsupported URI Scheme " + uri.scheme()));
        if (!onward.route().isEmpty()) return nextRoute(arrival, onward);
        if (!onward.token().isEmpty() && uri instanceof SipUri contact) return holding(arrival, onward, contact);
        return inbox.isPresent() ? inbox(arrival, onward, inbox.get()) : byUri(arrival, onward, (SipUri) uri);
    }

    /** A token that is not ours is one of another life, and so is its connection (RFC 5626 §5.3.1). */
    private Step<Admitted> holding(Arrival arrival, OwnRoutes.Onward onward, SipUri contact) {
        return seals.tokens()
                .read(onward.token(), contact)
                .map(aor -> admitted(arrival, onward, new Destination.Holding(aor, contact)))
                .orElseGet(() -> Step.stop(Answer.of(430)));
    }

    private Step<Admitted> byUri(Arrival arrival, OwnRoutes.Onward onward, SipUri uri) {
        if (arrival.request().method().equals(Method.REGISTER)) return registration(arrival, onward, uri);
        boolean exactly = home.isDomain(uri.host()) || home.isSelf(uri.hostPort());
        boolean ours = exactly || (!onward.mapped() && home.domain(uri.host()).isPresent());
        if (onward.insideDialog() && !exactly) return inDialog(arrival, onward, uri); // also a phone on our own machine
        Optional<String> maddr = uri.parameters().get("maddr");
        boolean elsewhere = maddr.filter(host -> home.domain(host).isEmpty()).isPresent();
        if (!ours && !elsewhere && !onward.mapped()) {
            Optional<Aor> account = withAnyHost(arrival.request(), uri);
            if (account.isPresent()) return admitted(arrival, onward, new Destination.User(account.get()));
        }
        if (!ours || elsewhere)
            return abroad(arrival, onward, new Destination.Abroad(uri, false, isConfigured(onward)));
        if (uri.parameters().has(Gruus.PARAMETER)) return instance(arrival, onward, uri);
        Optional<Aor> user = home.local(uri);
        return admitted(arrival, onward, user.isPresent() ? new Destination.User(user.get()) : new Destination.Here());
    }

    /**
     * The account that is meant by its user part alone, where the Request-URI holds an address: one that we do not relay to, or that of the
     * sender, which cameras of GB/T 28181 write there.
     */
    private Optional<Aor> withAnyHost(SipRequest request, SipUri uri) {
        boolean ofSender =
                request.from().uri() instanceof SipUri from && from.host().equalsIgnoreCase(uri.host());
        if (foreign.allows(uri) && !ofSender) return Optional.empty();
        return home.domainOfAnyHost(uri).map(domain -> new Aor(uri.user(), domain));
    }

    /** RFC 5626 §5.3: over the flow that is noted for the other end, which is not where the request comes from. */
    private Step<Admitted> inDialog(Arrival arrival, OwnRoutes.Onward onward, SipUri uri) {
        Optional<String> flow = Optional.empty();
        for (String mark : onward.over()) {
            Optional<String> noted = seals.flows().read(mark, arrival.request().callId());
            if (noted.isEmpty()) return Step.stop(Answer.of(403, "Forbidden: the flow token is not ours"));
            if (!noted.get().equals(arrival.flow().id())) flow = noted;
        }
        return admitted(arrival, onward, new Destination.Hop(uri, flow, Optional.empty()));
    }

    /** RFC 5627 §6.1: what looks like a GRUU and is none of ours is nobody. */
    private Step<Admitted> instance(Arrival arrival, OwnRoutes.Onward onward, SipUri uri) {
        return instance(uri).map(found -> admitted(arrival, onward, found)).orElseGet(() -> Step.stop(Answer.of(404)));
    }

    private Optional<Destination.Instance> instance(SipUri uri) {
        String gr = uri.parameters().getOr(Gruus.PARAMETER, "");
        return gr.isEmpty()
                ? seals.gruus().read(uri.user())
                : home.local(uri).map(aor -> new Destination.Instance(aor, gr, ""));
    }

    private Step<Admitted> inbox(Arrival arrival, OwnRoutes.Onward onward, Aor aor) {
        return home.isDomain(aor.domain()) // an Aor has its domain in one spelling
                ? admitted(arrival, onward, new Destination.User(aor))
                : abroad(arrival, onward, new Destination.Abroad(aor.uri(), true, isConfigured(onward)));
    }

    /** What goes abroad then stands in the list of the operator, or is what he has a scheme mapped to. */
    private boolean isConfigured(OwnRoutes.Onward onward) {
        return onward.mapped() || !foreign.to().all();
    }

    /** Whoever the sender is: the operator has allowed that domain, or has a scheme mapped to it. */
    private Step<Admitted> abroad(Arrival arrival, OwnRoutes.Onward onward, Destination.Abroad there) {
        return onward.mapped() || foreign.allows(there.uri())
                ? admitted(arrival, onward, there)
                : noRelaying(there.uri());
    }

    private static Step<Admitted> noRelaying(SipUri uri) {
        return Step.stop(Answer.of(403, "No relaying to " + uri.host()));
    }

    private Step<Admitted> nextRoute(Arrival arrival, OwnRoutes.Onward onward) {
        if (!onward.insideDialog()) return Step.stop(Answer.of(403, "No relaying along foreign Routes"));
        boolean gruu = onward.requestUri() instanceof SipUri uri
                && uri.parameters().has(Gruus.PARAMETER)
                && home.isDomain(uri.host());
        Optional<Destination.Instance> one = gruu ? instance((SipUri) onward.requestUri()) : Optional.empty();
        if (gruu && one.isEmpty()) return Step.stop(Answer.of(404));
        return admitted(arrival, onward, new Destination.Hop(onward.firstRoute(), Optional.empty(), one));
    }

    private Step<Admitted> registration(Arrival arrival, OwnRoutes.Onward onward, SipUri registrar) {
        Optional<String> domain = home.domain(registrar.host()).or(() -> home.domainOfAnyHost(registrar));
        if (domain.isEmpty()) return noRelaying(registrar);
        if (!(arrival.request().to().uri() instanceof SipUri to) || to.user().isEmpty())
            return Step.stop(Answer.of(400, "To: expected the address to register, sip:user@domain"));
        return home.account(to, domain.get())
                .map(aor -> admitted(arrival, onward, new Destination.Registrar(aor)))
                .orElseGet(
                        () -> Step.stop(Answer.of(404, "Not Found: " + to.host() + " is not a domain of this server")));
    }

    private static Step<Admitted> admitted(Arrival arrival, OwnRoutes.Onward onward, Destination destination) {
        return Step.go(new Admitted(
                arrival,
                destination,
                onward.requestUri(),
                onward.route(),
                onward.changed(),
                onward.insideDialog(),
                false));
    }
}
