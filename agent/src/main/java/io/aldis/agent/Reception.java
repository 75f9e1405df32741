package io.aldis.agent;

import io.aldis.im.Coding;
import io.aldis.net.Flow;
import io.aldis.net.Pong;
import io.aldis.net.endpoint.EndpointUser;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers what comes in, in the order of RFC 3261 §8.2: method, address, extensions, then the message itself. A MESSAGE is answered
 * before anybody hears of it: 200 says that it is here, not that it was read (RFC 3428 §7).
 */
final class Reception implements EndpointUser {
    private static final String OTHERS = "OPTIONS, CANCEL, ACK";
    private static final String OF_CALLS = "INVITE, BYE, INFO";
    private static final Set<String> SCHEMES = Set.of("sip", "sips", "im");

    private final SipEndpoint endpoint;
    private final Plan plan;
    private final Inbox inbox;
    private final Reach reach;
    private final Flows flows;
    private final Calls calls;

    /** @param flows hear of connections that have ended, and of signs of life */
    Reception(Requests requests, Lanes lanes, Flows flows, Calls calls) {
        this.endpoint = requests.endpoint();
        this.plan = requests.plan();
        this.reach = requests.reach();
        this.inbox = new Inbox(endpoint, plan, lanes);
        this.flows = flows;
        this.calls = calls;
    }

    @Override
    public void request(ServerTransaction<Flow> transaction) {
        Flow flow = transaction.origin();
        SipRequest request = transaction.request();
        var refusal = refusal(request);
        if (refusal.isPresent()) transaction.answer(refusal.get());
        else if (request.method().equals(Method.CANCEL)) transaction.answer(cancel(request));
        else if (calls.takes(transaction, flow)) return;
        else if (request.method().equals(Method.OPTIONS)) transaction.answer(options(request));
        else receive(transaction, flow);
    }

    private void receive(ServerTransaction<Flow> transaction, Flow flow) {
        Optional<Call> call = calls.around(transaction.request());
        var listener = call.flatMap(Call::listener).orElse(plan.listeners().message());
        inbox.receive(transaction, flow, call, listener);
    }

    /** What is wrong with a request whatever it carries; empty when nothing is. */
    private Optional<SipResponse> refusal(SipRequest request) {
        if (request.method().equals(Method.CANCEL)) return Optional.empty();
        if (!allows(request)) return Optional.of(notAllowed(request));
        if (!SCHEMES.contains(request.uri().scheme()))
            return Optional.of(begin(request, 416).build());
        if (!isForUs(request)) return Optional.of(begin(request, 404).build());
        List<String> required = required(request);
        if (required.isEmpty()) return Optional.empty();
        return Optional.of(begin(request, 420)
                .header(HeaderName.UNSUPPORTED, String.join(", ", required))
                .build());
    }

    private boolean allows(SipRequest request) {
        Method method = request.method();
        return method.equals(Method.OPTIONS)
                || (method.equals(Method.MESSAGE) && plan.receiving().messages())
                || calls.allow(request);
    }

    private String allowed() {
        return allowed(plan, calls.rings());
    }

    /** What Allow says. @param calls whether there may be any */
    static String allowed(Plan plan, boolean calls) {
        String others = calls ? OTHERS + ", " + OF_CALLS : OTHERS;
        return plan.receiving().messages() ? Method.MESSAGE + ", " + others : others;
    }

    /** RFC 3261 §8.2.1, §21.5.2. */
    private SipResponse notAllowed(SipRequest request) {
        return begin(request, request.method().known() ? 405 : 501)
                .header(HeaderName.ALLOW, allowed())
                .build();
    }

    private MessageBuilder<SipResponse> begin(SipRequest request, int status) {
        return plan.answer(request, Status.of(status), endpoint.tags().of(request));
    }

    /** RFC 3261 §9.2: on requests other than INVITE it has no effect. */
    private SipResponse cancel(SipRequest request) {
        boolean matches = calls.cancelled(request) || endpoint.transactions().matches(request);
        return begin(request, matches ? 200 : 481).build();
    }

    /** OPTIONS may also ask the host as such (RFC 3261 §11). */
    private boolean isForUs(SipRequest request) {
        boolean host = request.method().equals(Method.OPTIONS)
                && Identity.userOf(request.uri()).isEmpty();
        return host || reach.isMeant(request.uri());
    }

    /** The extensions that the sender insists on; we have none (RFC 3261 §8.2.2.3). */
    private static List<String> required(SipRequest request) {
        try {
            return request.headers().values(HeaderName.REQUIRE);
        } catch (SyntaxException _) {
            return List.of();
        }
    }

    /** What an INVITE would hear now (RFC 3261 §11.2). That we have no extensions is said by an empty Supported. */
    private SipResponse options(SipRequest request) {
        Acceptance acceptance = plan.receiving().acceptance();
        var answer = begin(request, calls.busy() ? 486 : 200)
                .header(HeaderName.ALLOW, allowed())
                .header(HeaderName.ACCEPT, acceptance.typeList())
                .header(HeaderName.ACCEPT_ENCODING, Coding.KNOWN);
        if (!acceptance.languages().isEmpty()) answer.header(HeaderName.ACCEPT_LANGUAGE, acceptance.languageList());
        return answer.header(HeaderName.SUPPORTED, "").build();
    }

    /** There was no binding before, and now there is. */
    void cameBack() {
        inbox.cameBack();
    }

    /** An answer to us has passed all proxies on the way back, and our Via alone is left (RFC 3261 §8.1.3.3). */
    @Override
    public boolean expects(SipResponse response) {
        return !response.hasMoreVias();
    }

    @Override
    public void ack(SipRequest ack, Flow flow) {
        calls.acknowledged(ack);
    }

    @Override
    public void closed(Flow flow) {
        flows.gone(flow);
    }

    @Override
    public void pong(Flow flow, Pong pong) {
        flows.pong(flow, pong);
    }
}
