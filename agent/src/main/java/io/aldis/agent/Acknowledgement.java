package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.dialog.Dialog;
import io.aldis.sip.transaction.Wire;
import java.util.List;

/**
 * The ACK of a 2xx (RFC 3261 §13.2.2.4): a request inside the dialog, with the number and the credentials of the INVITE, that nobody
 * answers; it goes out again as often as the 2xx comes again.
 */
final class Acknowledgement {
    private final Calls home;
    private final Dialog dialog;
    private final long number;
    private final List<Lock.Credential> credentials;

    /** @param number of the INVITE */
    Acknowledgement(Calls home, Dialog dialog, long number, List<Lock.Credential> credentials) {
        this.home = home;
        this.dialog = dialog;
        this.number = number;
        this.credentials = credentials;
    }

    void send() {
        var draft = Draft.inside(Method.ACK, dialog, () -> number, (_, _) -> {});
        home.requests()
                .find(
                        draft,
                        peers -> send(draft, peers.getFirst()),
                        _ -> {}); // the 2xx comes again, and with it the next try
    }

    private void send(Draft draft, Peer peer) {
        home.endpoint().flow(peer.transport(), peer.address()).ifPresent(flow -> send(draft, flow));
    }

    private void send(Draft draft, Flow flow) {
        Plan plan = home.plan();
        SipRequest ack =
                draft.write(new Draft.Try(flow, plan.tokens().branch(), number, credentials, plan.userAgent()));
        flow.send(ack.bytes(), Wire.Unsent.NOBODY);
    }
}
