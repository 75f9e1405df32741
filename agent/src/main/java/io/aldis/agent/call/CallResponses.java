package io.aldis.agent.call;

import io.aldis.agent.receive.AllowedMethods;
import io.aldis.agent.receive.Responses;
import io.aldis.net.Flow;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.ServerTransaction;

/** Builds responses to requests of calls. */
final class CallResponses {
    /** Seconds (RFC 3261 §14.2). */
    private static final int LONGEST_PAUSE = 10;

    private final CallContext context;
    private final Responses responses;

    CallResponses(CallContext context) {
        this.context = context;
        this.responses = new Responses(context.send().endpoint(), context.send().software());
    }

    void refuse(ServerTransaction<Flow> transaction, Status status) {
        transaction.answer(responses.begin(transaction.request(), status).build());
    }

    /** 500 with Retry-After: a later try may succeed (RFC 3261 §14.2). */
    void refuseForNow(ServerTransaction<Flow> transaction) {
        int seconds = context.send().ids().random().nextInt(LONGEST_PAUSE + 1);
        transaction.answer(responses
                .begin(transaction.request(), Status.of(500, "An INVITE is pending"))
                .header(HeaderName.RETRY_AFTER, Integer.toString(seconds))
                .build());
    }

    /** A response in the dialog of this tag. */
    SipResponse refusal(SipRequest request, Status status, String tag) {
        return responses.begin(request, status, tag).build();
    }

    /** An answer to an INVITE, with our contact and the methods that we allow (RFC 3261 §12.1.1, §13.3.1.4). */
    MessageBuilder<SipResponse> toInvite(SipRequest invite, int code, String tag, Flow flow) {
        return responses
                .begin(invite, Status.of(code), tag)
                .header(HeaderName.CONTACT, contact(context, flow))
                .header(HeaderName.ALLOW, allow(context));
    }

    static String contact(CallContext context, Flow flow) {
        return NameAddr.of(context.contacts().contact(flow)).toString();
    }

    static String allow(CallContext context) {
        return AllowedMethods.value(context.settings().receiving().messages(), true);
    }
}
