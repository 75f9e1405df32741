package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.ClientTransaction;

/** Hears the answer to a request whose answer says nothing: what became of a CANCEL is told by the answer to its INVITE. */
final class Unasked implements ClientTransaction.User<Flow> {
    static final Unasked USER = new Unasked();

    private Unasked() {}

    @Override
    public void response(ClientTransaction<Flow> transaction, SipResponse response) {
        // the INVITE is answered too
    }

    @Override
    public void failed(ClientTransaction<Flow> transaction, ClientTransaction.Failure failure, String why) {
        // the INVITE fails too
    }
}
