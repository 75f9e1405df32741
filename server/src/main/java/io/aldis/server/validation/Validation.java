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
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first checks of each request: Max-Forwards, loops, required extensions, Route, and its destination (RFC 3261 §16.3 to §16.5).
 */
@OnEventLoop
public final class Validation {
    private final OwnDomains ownDomains;
    private final Branches branches;
    private final OwnRoutes routes;
    private final Foreign foreign;
    private final DialogSeals seals;

    public Validation(OwnDomains ownDomains, Branches branches, DialogSeals seals, Foreign foreign) {
        this.ownDomains = ownDomains;
        this.foreign = foreign;
        this.branches = branches;
        this.seals = seals;
        this.routes = new OwnRoutes(ownDomains, seals.dialogs());
    }

    /** Whether a request proves by the dialog mark that it belongs to a dialog whose first request passed this server. */
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
            if (request.maxForwards() == 0 && !isForUs(request))
                return Step.stop(Answer.of(483).because("Max-Forwards: 0"));
            var past = LoopCheck.of(request, ownDomains, branches);
            if (past.looped()) return Step.stop(Answer.of(482).because("it has been here before: a loop"));
            Optional<Answer> missing = missing(request);
            if (missing.isPresent()) return Step.stop(missing.get());
            return destination(arrival, mapped(request, routes.of(request)))
                    .then(admitted -> Step.go(past.kept() ? admitted.afterMailbox() : admitted));
        } catch (SyntaxException e) {
            return Step.stop(Answer.of(400, e.sentence()));
        }
    }

    /** The refusal of a request that requires what this server does not support: extensions (RFC 3261 §16.3), privacy (RFC 3323 §5). */
    private static Optional<Answer> missing(SipRequest request) {
        List<String> required = new ArrayList<>(request.headers().values(HeaderName.PROXY_REQUIRE));
        required.removeIf(tag -> tag.equalsIgnoreCase(Privacy.TAG));
        if (!required.isEmpty())
            return Optional.of(Answer.of(420, new Field(HeaderName.UNSUPPORTED, String.join(", ", required)))
                    .because("Proxy-Require: " + String.join(", ", required) + ": this server does not have it"));
        List<String> wanted = Privacy.criticalAndMissing(request);
        return wanted.isEmpty()
                ? Optional.empty()
                : Optional.of(Answer.of(500, "Privacy not available: " + String.join(", ", wanted)));
    }

    /** Whether the request ends at this server and needs no further hops: a REGISTER, or a request to the server itself. */
    private boolean isForUs(SipRequest request) {
        return request.uri() instanceof SipUri uri
                && (request.method().equals(Method.REGISTER) || uri.user().isEmpty())
                && ownDomains.domain(uri.host()).isPresent();
    }

    /** Maps a tel: or similar URI as configured; not in a REGISTER. */
    private OwnRoutes.Onward mapped(SipRequest request, OwnRoutes.Onward onward) {
        if (onward.requestUri() instanceof SipUri || request.method().equals(Method.REGISTER)) return onward;
        return foreign.mapped(onward.requestUri()).map(onward::to).orElse(onward);
    }

    private Step<Admitted> destination(Arrival arrival, OwnRoutes.Onward onward) {
        Uri uri = onward.requestUri();
        Optional<Aor> inbox = ImUri.toAor(uri);
        if (inbox.isEmpty() && !(uri instanceof SipUri))
            return Step.stop(Answer.of(416, "Unsupported URI Scheme " + uri.scheme())
                    .because("foreign.schemes does not have " + uri.scheme()));
        if (!onward.route().isEmpty()) return nextRoute(arrival, onward);
        if (!onward.token().isEmpty() && uri instanceof SipUri contact) return holding(arrival, onward, contact);
        return inbox.isPresent() ? inbox(arrival, onward, inbox.get()) : byUri(arrival, onward, (SipUri) uri);
    }

    /** A request with a flow token. An invalid token is of an earlier process or key, so its connection is closed: 430 (RFC 5626 §5.3.1). */
    private Step<Admitted> holding(Arrival arrival, OwnRoutes.Onward onward, SipUri contact) {
        return seals.tokens()
                .read(onward.token(), contact)
                .map(aor -> admitted(arrival, onward, new Destination.Holding(aor, contact)))
                .orElseGet(() -> Step.stop(Answer.of(430).because("its flow token is of an earlier process or key")));
    }

    private Step<Admitted> byUri(Arrival arrival, OwnRoutes.Onward onward, SipUri uri) {
        if (arrival.request().method().equals(Method.REGISTER)) return registration(arrival, onward, uri);
        boolean exactly = ownDomains.isDomain(uri.host()) || ownDomains.isSelf(uri.hostPort());
        boolean ours =
                exactly || (!onward.mapped() && ownDomains.domain(uri.host()).isPresent());
        if (onward.insideDialog() && !exactly) return inDialog(arrival, onward, uri); // also a phone on this machine
        Optional<String> maddr = uri.parameters().get("maddr");
        boolean elsewhere =
                maddr.filter(host -> ownDomains.domain(host).isEmpty()).isPresent();
        if (!ours && !elsewhere && !onward.mapped()) {
            Optional<Aor> account = withAnyHost(arrival.request(), uri);
            if (account.isPresent()) return admitted(arrival, onward, new Destination.User(account.get()));
        }
        if (!ours || elsewhere)
            return abroad(arrival, onward, new Destination.Abroad(uri, false, isConfigured(onward)));
        if (uri.parameters().has(Gruus.PARAMETER)) return instance(arrival, onward, uri);
        Optional<Aor> user = ownDomains.local(uri);
        return admitted(arrival, onward, user.isPresent() ? new Destination.User(user.get()) : new Destination.Here());
    }

    /**
     * The account that the user part alone names, where the host of the Request-URI is an address: one that the server does not relay to, or that of
     * the sender, which cameras of GB/T 28181 write there.
     */
    private Optional<Aor> withAnyHost(SipRequest request, SipUri uri) {
        boolean ofSender =
                request.from().uri() instanceof SipUri from && from.host().equalsIgnoreCase(uri.host());
        if (foreign.allows(uri) && !ofSender) return Optional.empty();
        return ownDomains.domainOfAnyHost(uri).map(domain -> new Aor(uri.user(), domain));
    }

    /** RFC 5626 §5.3: over the recorded flow of the other end, that is the one on which the request did not arrive. */
    private Step<Admitted> inDialog(Arrival arrival, OwnRoutes.Onward onward, SipUri uri) {
        Optional<String> flow = Optional.empty();
        for (String mark : onward.over()) {
            Optional<String> noted = seals.flows().read(mark, arrival.request().callId());
            if (noted.isEmpty()) return Step.stop(Answer.of(403, "Forbidden: the flow token is not ours"));
            if (!noted.get().equals(arrival.flow().id())) flow = noted;
        }
        return admitted(arrival, onward, new Destination.Hop(uri, flow, Optional.empty()));
    }

    /** RFC 5627 §6.1: a GRUU that this server has not assigned is answered 404. */
    private Step<Admitted> instance(Arrival arrival, OwnRoutes.Onward onward, SipUri uri) {
        return instance(uri)
                .map(found -> admitted(arrival, onward, found))
                .orElseGet(() -> Step.stop(Answer.of(404).because("no account has that GRUU")));
    }

    private Optional<Destination.Instance> instance(SipUri uri) {
        String gr = uri.parameters().getOr(Gruus.PARAMETER, "");
        return gr.isEmpty()
                ? seals.gruus().read(uri.user())
                : ownDomains.local(uri).map(aor -> new Destination.Instance(aor, gr, ""));
    }

    private Step<Admitted> inbox(Arrival arrival, OwnRoutes.Onward onward, Aor aor) {
        return ownDomains.isDomain(aor.domain()) // the domain of an Aor is normalised
                ? admitted(arrival, onward, new Destination.User(aor))
                : abroad(arrival, onward, new Destination.Abroad(aor.uri(), true, isConfigured(onward)));
    }

    /** Whether the operator has configured the target: domains are listed one by one, or a scheme is mapped to it. */
    private boolean isConfigured(OwnRoutes.Onward onward) {
        return onward.mapped() || !foreign.to().all();
    }

    /** Admits a request to another domain that the operator has allowed or mapped a scheme to. The policy stage checks its sender later. */
    private Step<Admitted> abroad(Arrival arrival, OwnRoutes.Onward onward, Destination.Abroad there) {
        return onward.mapped() || foreign.allows(there.uri())
                ? admitted(arrival, onward, there)
                : noRelaying(there.uri());
    }

    private static Step<Admitted> noRelaying(SipUri uri) {
        return Step.stop(
                Answer.of(403, "No relaying to " + uri.host()).because("foreign.to does not have " + uri.host()));
    }

    private Step<Admitted> nextRoute(Arrival arrival, OwnRoutes.Onward onward) {
        if (!onward.insideDialog()) return Step.stop(Answer.of(403, "No relaying along foreign Routes"));
        boolean gruu = onward.requestUri() instanceof SipUri uri
                && uri.parameters().has(Gruus.PARAMETER)
                && ownDomains.isDomain(uri.host());
        Optional<Destination.Instance> one = gruu ? instance((SipUri) onward.requestUri()) : Optional.empty();
        if (gruu && one.isEmpty()) return Step.stop(Answer.of(404).because("no account has that GRUU"));
        return admitted(arrival, onward, new Destination.Hop(onward.firstRoute(), Optional.empty(), one));
    }

    private Step<Admitted> registration(Arrival arrival, OwnRoutes.Onward onward, SipUri registrar) {
        Optional<String> domain = ownDomains.domain(registrar.host()).or(() -> ownDomains.domainOfAnyHost(registrar));
        if (domain.isEmpty()) return noRelaying(registrar);
        if (!(arrival.request().to().uri() instanceof SipUri to) || to.user().isEmpty())
            return Step.stop(Answer.of(400, "To: expected the address to register, sip:user@domain"));
        return ownDomains
                .account(to, domain.get())
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
