package io.aldis.agent.receive;

import io.aldis.agent.account.Contacts;
import io.aldis.agent.account.Identity;
import io.aldis.im.Coding;
import io.aldis.net.Flow;
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
 * Answers the incoming requests of one agent, in the order of RFC 3261 §8.2: method, address, extensions, then the message itself. A
 * MESSAGE is answered before a listener is called: 200 says that it has arrived, not that it was read (RFC 3428 §7).
 */
public final class RequestDispatcher {
    private static final Set<String> SCHEMES = Set.of("sip", "sips", "im");

    private final Responses responses;
    private final AcceptedContent acceptance;
    private final boolean messagesTaken;
    private final Contacts contacts;
    private final MessageReceiver messages;
    private final CallRequests calls;

    /** @param rules as the receiver has them */
    public RequestDispatcher(
            Responses responses,
            MessageReceiver.Rules rules,
            Contacts contacts,
            MessageReceiver messages,
            CallRequests calls) {
        this.responses = responses;
        this.acceptance = rules.acceptance();
        this.messagesTaken = rules.settings().messages();
        this.contacts = contacts;
        this.messages = messages;
        this.calls = calls;
    }

    public void request(ServerTransaction<Flow> transaction) {
        SipRequest request = transaction.request();
        var refusal = refusal(request);
        if (refusal.isPresent()) transaction.answer(refusal.get());
        else if (request.method().equals(Method.CANCEL)) transaction.answer(cancel(request));
        else if (calls.takes(transaction)) return;
        else if (request.method().equals(Method.OPTIONS)) transaction.answer(options(request));
        else messages.receive(transaction, calls.around(request));
    }

    /** The error response to a request, regardless of its content; empty when there is none. */
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
                || (method.equals(Method.MESSAGE) && messagesTaken)
                || calls.allows(request);
    }

    private String allowed() {
        return AllowedMethods.value(messagesTaken, calls.taken());
    }

    /** RFC 3261 §8.2.1, §21.5.2. */
    private SipResponse notAllowed(SipRequest request) {
        return begin(request, request.method().known() ? 405 : 501)
                .header(HeaderName.ALLOW, allowed())
                .build();
    }

    private MessageBuilder<SipResponse> begin(SipRequest request, int status) {
        return responses.begin(request, Status.of(status));
    }

    /** RFC 3261 §9.2: on requests other than INVITE it has no effect. */
    private SipResponse cancel(SipRequest request) {
        boolean matches =
                calls.cancelled(request) || responses.endpoint().transactions().matches(request);
        return begin(request, matches ? 200 : 481).build();
    }

    /** OPTIONS may also ask the host as such (RFC 3261 §11). */
    private boolean isForUs(SipRequest request) {
        boolean host = request.method().equals(Method.OPTIONS)
                && Identity.userOf(request.uri()).isEmpty();
        return host || contacts.isMeant(request.uri());
    }

    /** The required extensions; none is supported (RFC 3261 §8.2.2.3). */
    private static List<String> required(SipRequest request) {
        try {
            return request.headers().values(HeaderName.REQUIRE);
        } catch (SyntaxException _) {
            return List.of();
        }
    }

    /** The response that an INVITE would get now (RFC 3261 §11.2). An empty Supported says that there are no extensions. */
    private SipResponse options(SipRequest request) {
        var answer = begin(request, calls.busy() ? 486 : 200)
                .header(HeaderName.ALLOW, allowed())
                .header(HeaderName.ACCEPT, acceptance.typeList())
                .header(HeaderName.ACCEPT_ENCODING, Coding.KNOWN);
        if (!acceptance.languages().isEmpty()) answer.header(HeaderName.ACCEPT_LANGUAGE, acceptance.languageList());
        return answer.header(HeaderName.SUPPORTED, "").build();
    }
}
