package io.aldis.agent;

import io.aldis.net.Flow;
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
import java.util.function.Consumer;

/**
 * Answers what comes in, in the order of RFC 3261 §8.2: method, address, extensions, then the message itself. A MESSAGE is answered
 * before anybody hears of it: 200 says that it is here, not that it was read (RFC 3428 §7).
 */
final class Reception implements EndpointUser {
    private static final String ALLOW = "MESSAGE, OPTIONS, CANCEL, ACK";
    private static final String ANYTHING = "*/*";

    private final SipEndpoint endpoint;
    private final Plan plan;
    private final Lanes lanes;
    private final Consumer<Flow> gone;

    /** @param gone hears of connections that have ended */
    Reception(SipEndpoint endpoint, Plan plan, Lanes lanes, Consumer<Flow> gone) {
        this.endpoint = endpoint;
        this.plan = plan;
        this.lanes = lanes;
        this.gone = gone;
    }

    @Override
    public void request(ServerTransaction transaction, Flow flow) {
        transaction.answer(answer(transaction.request()));
    }

    private SipResponse answer(SipRequest request) {
        Method method = request.method();
        if (method.equals(Method.CANCEL)) return cancel(request);
        boolean message = method.equals(Method.MESSAGE);
        if (!message && !method.equals(Method.OPTIONS)) return notAllowed(request);
        if (!isForUs(request)) return begin(request, 404).build();
        List<String> required = required(request);
        if (!required.isEmpty())
            return begin(request, 420)
                    .header(HeaderName.UNSUPPORTED, String.join(", ", required))
                    .build();
        return message ? message(request) : options(request);
    }

    /** RFC 3261 §8.2.1, §21.5.2. */
    private SipResponse notAllowed(SipRequest request) {
        return begin(request, request.method().known() ? 405 : 501)
                .header(HeaderName.ALLOW, ALLOW)
                .build();
    }

    private MessageBuilder<SipResponse> begin(SipRequest request, int status) {
        return request.answer(Status.of(status), endpoint.tags().of(request));
    }

    /** There is nothing that could be cancelled any more: all is answered at once (RFC 3261 §9.2). */
    private SipResponse cancel(SipRequest request) {
        boolean known = endpoint.transactions().invitedBy(request).isPresent();
        return begin(request, known ? 200 : 481).build();
    }

    /** OPTIONS may also ask the host as such (RFC 3261 §11). */
    private boolean isForUs(SipRequest request) {
        boolean host = request.method().equals(Method.OPTIONS)
                && Identity.userOf(request.uri()).isEmpty();
        return host || plan.me().isMeant(request.uri());
    }

    /** The extensions that the sender insists on; we have none (RFC 3261 §8.2.2.3). */
    private static List<String> required(SipRequest request) {
        try {
            return request.headers().values(HeaderName.REQUIRE);
        } catch (SyntaxException _) {
            return List.of();
        }
    }

    private SipResponse message(SipRequest request) {
        var incoming = new IncomingMessage(request);
        Runnable delivery = () -> plan.listeners().message().accept(incoming);
        boolean taken = lanes.offer(request.from().uri().text(), delivery);
        return begin(request, taken ? 200 : 480).build();
    }

    private SipResponse options(SipRequest request) {
        return begin(request, 200)
                .header(HeaderName.ALLOW, ALLOW)
                .header(HeaderName.ACCEPT, ANYTHING)
                .build();
    }

    /** An answer to us has passed all proxies on the way back, and our Via alone is left (RFC 3261 §8.1.3.3). */
    @Override
    public boolean expects(SipResponse response) {
        return !response.hasMoreVias();
    }

    @Override
    public void ack(SipRequest ack, Flow flow) {
        // no INVITE is ever accepted here, so there is no 2xx that it could be for
    }

    @Override
    public void closed(Flow flow) {
        gone.accept(flow);
    }
}
