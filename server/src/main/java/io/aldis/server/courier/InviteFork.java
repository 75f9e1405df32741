package io.aldis.server.courier;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.server.Routed;
import io.aldis.server.ServerSettings;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.ServerTransaction;

/**
 * An INVITE on its way (RFC 3261 §16.7, §16.8): provisional answers and every 2xx go back, the other branches are cancelled when one
 * has taken or refused the call for all, and timer C ends what rings too long.
 */
final class InviteFork extends Fork {
    InviteFork(Courier courier, Routed routed, ServerTransaction exchange) {
        super(courier, routed, exchange);
    }

    @Override
    void wait(SipEndpoint endpoint, ServerSettings settings) {
        endpoint.wheel().set(this, settings.timerC().toNanos());
    }

    @Override
    void provisional(SipResponse response) {
        if (response.code() == 100 || exchange().answered()) return;
        wait(courier().endpoint(), courier().settings());
        passBack(response);
    }

    @Override
    void settled(SipResponse response, boolean again) {
        if (response.code() >= 600) cancel();
        super.settled(response, again);
    }

    @Override
    void succeeded() {
        cancel();
    }

    void cancel() {
        for (Branch branch : branches()) branch.cancel();
    }

    @Override
    Status absence() {
        return Status.of(408);
    }

    /** Timer C: those that have shown life are cancelled and will answer 487; of the others nothing will come. */
    @Override
    protected void rang() {
        cancel();
        super.rang();
    }
}
