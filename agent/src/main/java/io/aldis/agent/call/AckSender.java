package io.aldis.agent.call;

import io.aldis.agent.send.ChallengeState;
import io.aldis.agent.send.RequestDraft;
import io.aldis.net.Flow;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.dialog.Dialog;
import io.aldis.sip.transaction.Wire;
import java.util.List;

/**
 * Sends the ACK of a 2xx (RFC 3261 §13.2.2.4): a request inside the dialog, with the CSeq number and the credentials of the INVITE, that is
 * not answered; it is sent again as often as the 2xx comes again.
 */
final class AckSender {
    private final CallContext context;
    private final Dialog dialog;
    private final long number;
    private final List<ChallengeState.Credential> credentials;

    /** @param number of the INVITE */
    AckSender(CallContext context, Dialog dialog, long number, List<ChallengeState.Credential> credentials) {
        this.context = context;
        this.dialog = dialog;
        this.number = number;
        this.credentials = credentials;
    }

    void send() {
        var draft = RequestDraft.inside(Method.ACK, dialog, () -> number, RequestDraft.Payload.NONE);
        context.sender()
                .find(
                        draft,
                        hops -> context.send().hops().forAck(hops).ifPresent(flow -> send(draft, flow)),
                        _ -> {}); // the 2xx is retransmitted, which causes the next try
    }

    private void send(RequestDraft draft, Flow flow) {
        SipRequest ack = draft.write(new RequestDraft.Try(
                flow,
                context.send().ids().branch(),
                number,
                credentials,
                context.send().software()));
        flow.send(ack.bytes(), Wire.Unsent.NOBODY);
    }
}
